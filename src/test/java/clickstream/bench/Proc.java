package clickstream.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux says of a process that runs; see proc(5). */
final class Proc {

    /** USER_HZ, which is the same on all of today's systems. */
    private static final double TICKS_A_SECOND = 100;

    private Proc() {}

    /** Seconds of processor time that it has taken, in the system too, to a hundredth. */
    static double cpuSeconds(long pid) {
        // The name, in brackets, may have blanks.
        String[] behindName = read(pid, "stat").replaceFirst(".*\\) ", "").split(" ", -1);
        return (Long.parseLong(behindName[11]) + Long.parseLong(behindName[12])) / TICKS_A_SECOND;
    }

    /** The most that was resident since {@link #forgetPeak}, in MiB. */
    static double peakMebibytes(long pid) {
        return read(pid, "status")
                        .lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                / 1024.0;
    }

    static void forgetPeak(long pid) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(long pid, String file) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), file))) {
            return String.join("\n", lines.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
