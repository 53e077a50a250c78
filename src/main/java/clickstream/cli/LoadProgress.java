package clickstream.cli;

import clickstream.event.LoadCounts;
import clickstream.event.Plural;
import clickstream.job.HourResult;
import clickstream.job.LoadPlan;
import clickstream.job.PlannedHour;
import clickstream.watch.LogEvents;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Tells people how far a load of many hours is: on a terminal by one line that is rewritten in place, elsewhere by a log line for each
 * hour. Thread-safe.
 */
final class LoadProgress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadProgress.class);

    /** Set by {@code jobs/etl} where standard error is a terminal: Java cannot tell. */
    private static final String TERMINAL = "clickstream.terminal";

    private static final Duration BETWEEN_LINES = Duration.ofMillis(200);

    /** Hours that a plan comes to in some seconds: after as many there is a line where there is no terminal. */
    static final int PLANNED_A_LINE = 1_000;

    private final int allHours;
    private final LongSupplier objects;
    private final @Nullable TerminalLine line;
    private final RecentRate rate = new RecentRate();
    private @Nullable LoadPlan plan;
    private int hoursPlanned;
    private int hoursEnded;
    private boolean closed;

    private LoadProgress(int allHours, LongSupplier objects, @Nullable TerminalLine line) {
        this.allHours = allHours;
        this.objects = objects;
        this.line = line;
    }

    /** @param objects dealt with so far */
    static LoadProgress begin(int allHours, LongSupplier objects) {
        if (!Boolean.getBoolean(TERMINAL) || LogFormat.isJson()) {
            return new LoadProgress(allHours, objects, null);
        }
        TerminalLine line = new TerminalLine(new FileOutputStream(FileDescriptor.err));
        // Log lines must go above it; the logger looks up the stream each time.
        System.setErr(new PrintStream(line, true, StandardCharsets.UTF_8));
        // What the line says need not scroll by as well.
        LoggingSystem.get(LoadProgress.class.getClassLoader()).setLogLevel("clickstream.job", LogLevel.WARN);
        LoadProgress onTerminal = new LoadProgress(allHours, objects, line);
        Thread.ofPlatform().daemon().name("progress").start(onTerminal::showUntilClosed);
        return onTerminal;
    }

    synchronized void planned(PlannedHour hour) {
        hoursPlanned++;
        if (line == null && hoursPlanned % PLANNED_A_LINE == 0) {
            LOG.info(LogEvents.LOAD_PLANNING, "Planned {}", ofAllHours(hoursPlanned));
        }
    }

    private String ofAllHours(int hours) {
        return "%,d of %s".formatted(hours, Plural.of(allHours, "hour"));
    }

    /** From now on it is the load that goes on. */
    synchronized void load(LoadPlan whatToDo) {
        plan = whatToDo;
        hoursEnded = allHours - whatToDo.hoursToDo().size();
        rate.at(System.nanoTime(), objects.getAsLong());
    }

    synchronized void ended(HourResult result) {
        hoursEnded++;
        if (line == null && plan != null) {
            LOG.info(
                    LogEvents.LOAD_PROGRESS,
                    "Hour {} {}: {}; {}",
                    result.hour(),
                    result.outcome(),
                    counts(result.counts()),
                    existing(plan));
        }
    }

    private static String counts(LoadCounts counts) {
        return "%s loaded, %,d skipped, %,d rejected, %,d failed, %s inserted"
                .formatted(
                        Plural.of(counts.objects().loaded(), "object"),
                        counts.objects().skipped(),
                        counts.objects().rejected(),
                        counts.objects().failed(),
                        Plural.of(counts.events().inserted(), "event"));
    }

    private LoadSnapshot existing(LoadPlan planned) {
        long done = objects.getAsLong();
        // What is tried again, or came after the plan, counts too.
        return new LoadSnapshot(
                hoursEnded, allHours, Math.min(done, planned.toDo()), planned.toDo(), rate.at(System.nanoTime(), done));
    }

    private void showUntilClosed() {
        try {
            while (show()) {
                Thread.sleep(BETWEEN_LINES);
            }
        } catch (IOException e) {
            LOG.debug("The terminal is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean show() throws IOException {
        if (line != null && !closed) {
            line.show(
                    plan == null
                            ? "planning: " + ofAllHours(hoursPlanned)
                            : existing(plan).toString());
        }
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (line != null) {
                line.show("");
            }
        } catch (IOException e) {
            LOG.debug("The terminal is gone", e);
        }
    }
}
