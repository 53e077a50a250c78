package clickstream.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a command to its end and measures it from outside: wall clock, processor time and peak memory of it and its children. */
final class MeasuredProcess {

    /** Bash's own clock: it knows the processor time of children that have ended. */
    private static final String TIMED =
            "TIMEFORMAT='%R %U %S'; { time \"$@\" 2>&3; } 3>\"$BENCH_ERR\" 2>\"$BENCH_TIME\"";

    private static final long HOURS_AT_MOST = 2;

    private final Map<String, String> environment;

    /** Commands get {@code environment} on top of this process's own. */
    MeasuredProcess(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * What a command took.
     *
     * @param startedAt milliseconds since the epoch
     * @param seconds from exec to exit
     * @param cpuSeconds user and system time of the command and its children
     * @param peakBytes most that was resident at once, of the largest process; 0 where the system has no {@code /proc}
     */
    record Measurement(long startedAt, double seconds, double cpuSeconds, long peakBytes) {

        double peakMebibytes() {
            return peakBytes / 1048576.0;
        }
    }

    /**
     * Runs it.
     *
     * @throws IllegalStateException where it does not exit with 0, with what it said
     */
    Measurement run(List<String> command) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("clickstream-bench-");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path time = folder.resolve("time");
        List<String> timed = new ArrayList<>(List.of("bash", "-c", TIMED, "bash"));
        timed.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(timed).redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("BENCH_ERR", err.toString());
        builder.environment().put("BENCH_TIME", time.toString());
        long startedAt = System.currentTimeMillis();
        Process process = builder.start();
        long peak = 0;
        try {
            while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peakOf(process));
                if (System.currentTimeMillis() - startedAt > TimeUnit.HOURS.toMillis(HOURS_AT_MOST)) {
                    throw new IllegalStateException("%s did not end".formatted(command));
                }
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(out, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("%s exited with %d: %s%s"
                    .formatted(command, process.exitValue(), said, Files.readString(err, StandardCharsets.UTF_8)));
        }
        String[] data = Files.readString(time).strip().split(" ", -1);
        for (Path file : List.of(out, err, time, folder)) {
            Files.delete(file);
        }
        return new Measurement(
                startedAt,
                Double.parseDouble(data[0]),
                Double.parseDouble(data[1]) + Double.parseDouble(data[2]),
                peak);
    }

    private static long peakOf(Process process) {
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            return descendants.mapToLong(MeasuredProcess::peakOf).max().orElse(0);
        }
    }

    private static long peakOf(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            // It has just ended, or there is no /proc here.
            return 0;
        }
    }
}
