package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import clickstream.training.TrainingRun;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program as tests start it: its classes in a jar, with an AOT cache beside it, as jobs/etl has it. That spares each of some two hundred
 * processes most of the work of starting. The first process that needs it makes it; it is made again when a class has changed.
 */
final class TestedProgram {

    /** As jobs/etl, but without C2: a process that lives for seconds gains nothing from it. */
    private static final List<String> SHORT_LIVED = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-Xlog:all=warning,os+thread=off:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** What runs several commands in one process; the only class of the tests that is there. */
    private static final String SERVER = "clickstream/cli/CommandServer.class";

    /** So many that each statement and each kind of answer is met. */
    private static final int OBJECTS = 200;

    private static final List<String> COMMAND = make();

    private TestedProgram() {}

    /** The start of its command line, before the options that a test adds and {@link #main}. */
    static List<String> java() {
        return COMMAND;
    }

    /** The command's class, behind the JVM's options. */
    static String main() {
        return "clickstream.cli.Etl";
    }

    /** In its place, the class that takes commands from a pipe. */
    static String server() {
        return SERVER.replace(".class", "").replace('/', '.');
    }

    private static List<String> make() {
        try {
            List<String> classPath = classPath();
            Path classes = Path.of(classPath.getFirst());
            Path folder = Files.createDirectories(classes.resolveSibling("tested-program"));
            try (FileChannel lock =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                return trained(classes, folder, classPath);
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The program's classes, then what it needs; not the test classes, whose logging would take the place of the program's own. */
    private static List<String> classPath() {
        List<String> entries = new ArrayList<>(
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator)));
        entries.removeIf(entry -> entry.endsWith("test-classes"));
        return entries;
    }

    private static List<String> trained(Path classes, Path folder, List<String> classPath)
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        List<Path> files = filesBelow(classes);
        String name = digest(classes, files, classPath);
        Path jar = folder.resolve(name + ".jar");
        Path cache = folder.resolve(name + ".aot");
        List<String> command = new ArrayList<>(SHORT_LIVED);
        command.add("-cp");
        command.add(Stream.concat(Stream.of(jar.toString()), classPath.stream().skip(1))
                .collect(Collectors.joining(File.pathSeparator)));
        if (!Files.exists(cache)) {
            for (Path old : filesBelow(folder)) {
                Files.delete(old);
            }
            writeJar(classes, files, jar);
            List<String> training = new ArrayList<>(command);
            training.addAll(List.of("-XX:AOTCacheOutput=" + cache, main()));
            int code = TrainingRun.run(training, OBJECTS);
            if (code != 0) {
                Files.deleteIfExists(cache);
                throw new IllegalStateException("the training run ended with code " + code);
            }
        }
        command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off,cds=off:stderr"));
        return List.copyOf(command);
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
    }

    private static String digest(Path classes, List<Path> files, List<String> classPath)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(String.join("\n", classPath).getBytes(UTF_8));
        digest.update(serverClass());
        for (Path file : files) {
            digest.update(classes.relativize(file).toString().getBytes(UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static byte[] serverClass() throws IOException {
        try (InputStream in = TestedProgram.class.getResourceAsStream("/" + SERVER)) {
            return requireNonNull(in, SERVER).readAllBytes();
        }
    }

    private static void writeJar(Path classes, List<Path> files, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)))) {
            Set<Path> folders = new HashSet<>();
            for (Path file : files) {
                Path name = classes.relativize(file);
                // What looks for all files of a folder finds it by its entry only.
                for (int depth = 1; depth < name.getNameCount(); depth++) {
                    if (folders.add(name.subpath(0, depth))) {
                        out.putNextEntry(new JarEntry(name.subpath(0, depth) + "/"));
                    }
                }
                out.putNextEntry(new JarEntry(name.toString()));
                Files.copy(file, out);
            }
            out.putNextEntry(new JarEntry(SERVER));
            out.write(serverClass());
        }
    }
}
