package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.testing.LoaderProcess.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The program in a process that runs one command after the other: what each says, and the code that it would exit with, without the seconds
 * that each start takes. From {@link LoaderProcess#open}; to be used by one thread.
 */
public final class ManyCommands implements AutoCloseable {

    private final Path folder;
    private final Path out;
    private final Path err;
    private final Path calls;
    private final Path exitCodes;
    private final Process process;

    private ManyCommands(Path folder, Path out, LoaderProcess program) throws IOException, InterruptedException {
        this.folder = folder;
        this.out = out;
        err = folder.resolve("err");
        calls = folder.resolve("calls");
        exitCodes = folder.resolve("exit-codes");
        new ProcessBuilder("mkfifo", calls.toString(), exitCodes.toString())
                .start()
                .waitFor();
        process = program.serve(out.toFile(), err.toFile(), calls, exitCodes);
    }

    static ManyCommands open(LoaderProcess program) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("etl");
        return new ManyCommands(folder, folder.resolve("out"), program);
    }

    /** @param out a device; what is written there is not read */
    static ManyCommands openTo(Path out, LoaderProcess program) throws IOException, InterruptedException {
        return new ManyCommands(Files.createTempDirectory("etl"), out, program);
    }

    /** Runs a command to its end, within two minutes; the result has what this one said. */
    public Result run(String... arguments) {
        try {
            int saidBefore = bytes(out).length;
            int complainedBefore = bytes(err).length;
            CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(() -> call(arguments));
            Object first = CompletableFuture.anyOf(exitCode, process.onExit()).get(120, TimeUnit.SECONDS);
            if (first instanceof Integer code) {
                return new Result(code, behind(saidBefore, out), behind(complainedBefore, err));
            }
            throw new AssertionError("the process has ended: " + Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no end of " + Arrays.toString(arguments), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int call(String... arguments) {
        try {
            Files.writeString(calls, String.join("\n", arguments));
            return Integer.parseInt(Files.readString(exitCodes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String behind(int offset, Path file) throws IOException {
        byte[] all = bytes(file);
        return new String(all, offset, all.length - offset, UTF_8);
    }

    /** Of a device, none. */
    private static byte[] bytes(Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            EmbeddedServer.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
