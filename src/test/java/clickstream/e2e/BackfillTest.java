package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A backfill of a day and a half that is stopped by SIGTERM three times and killed by SIGKILL once, each time further on, and then run to its
 * end with the same command.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class BackfillTest {

    private static final Hour FIRST = Hour.parse("2026-11-17T00");
    private static final int HOURS = 36;
    private static final int EVENTS_PER_HOUR = 40;
    private static final Pattern LINE = Pattern.compile("(?m)^(2026-\\S+) +(\\w+) +([\\d,-]+) +([\\d,-]+) +([\\d,]+) ");

    private final TestingS3 s3 = TestingS3.start();
    private final ShopHour traffic = new ShopHour(FIRST, HOURS, EVENTS_PER_HOUR);

    @BeforeAll
    void aDayAndAHalfOfTraffic() {
        traffic.putInto(s3);
    }

    @AfterAll
    void stop() {
        s3.close();
    }

    @Test
    void severalHoursAtOnceEndWithAllHoursComplete(@TempDir Path folder) throws Exception {
        backfill("4", folder);
    }

    @Tag("long")
    @Test
    void oneHourAtATimeEndsWithAllHoursComplete(@TempDir Path folder) throws Exception {
        backfill("1", folder);
    }

    private void backfill(String parallelHours, Path folder) throws Exception {
        String to = FIRST.plus(HOURS).toString();
        List<String> command =
                List.of("load", "--from", FIRST.toString(), "--to", to, "--parallel-hours", parallelHours);
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            LoaderProcess loader = LoaderProcess.with(environment);
            int tenth = traffic.objects().size() / 10;

            Result first = endedAt(2 * tenth, Process::destroy, loader, command);
            assertStopped(first, command, database);
            assertThat(first.err())
                    .containsPattern(
                            "Plan: 36 hours, 2026-11-17T00 to 2026-11-18T11: %,d objects listed, 0 already done"
                                    .formatted(traffic.objects().size()))
                    .contains("not known before the first hours are loaded")
                    .containsPattern("Hour 2026-11-17T00 complete: .* of 36 hours, .* objects, .*/s, .* left");

            Result second = endedAt(2 * tenth, Process::destroy, loader, command);
            assertStopped(second, command, database);
            assertThat(second.err())
                    .containsPattern("to do in \\d+ hours; estimate: .* objects/s of the last \\d+ runs");
            assertStopped(endedAt(tenth, Process::destroy, loader, command), command, database);
            assertThat(endedAt(2 * tenth, Process::destroyForcibly, loader, command)
                            .exitCode())
                    .isEqualTo(137);
            ShopHour.assertSumsHoldIn(database);

            assertCompletes(loader, command, to, database, folder);
        }
    }

    private void assertCompletes(
            LoaderProcess loader, List<String> command, String to, TestingDatabase database, Path folder)
            throws Exception {
        try (ManyCommands program = loader.open()) {
            Result last = program.run(command.toArray(String[]::new));
            assertThat(last.exitCode()).as(last.err()).isZero();
            assertThat(last.out()).contains("all 36 hours are complete");
            assertThat(lines(last).map(line -> line.group(1)).toList()).isEqualTo(hours());
            assertThat(lines(last).map(line -> line.group(2))).containsOnly("complete");
            assertThat(lines(last).mapToLong(line -> number(line.group(3))).sum())
                    .isEqualTo(traffic.objects().size());
            traffic.assertLoadedInto(database);
            assertReportShowsAllComplete(program, to, folder.resolve("report.html"));

            s3.counts().reset();
            Result again = program.run(command.toArray(String[]::new));
            assertThat(again.exitCode()).isZero();
            assertThat(again.out()).contains("all 36 hours are complete");
            assertThat(s3.counts().gets()).isZero();
            assertThat(s3.counts().lists()).as("each hour is listed once").isEqualTo(HOURS);
        }
    }

    /** The table has what was begun, the rest is named, and so is the way to go on. */
    private static void assertStopped(Result result, List<String> command, TestingDatabase database) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(143);
        assertThat(result.out())
                .containsPattern("\\d+ of 36 hours are complete\n")
                .containsPattern("not begun: \\d+ hours, .*2026-11-18T11\n")
                .endsWith("Loaded data is kept. To resume, run: etl " + String.join(" ", command) + "\n");
        assertThat(lines(result).map(line -> line.group(1)).toList()).isSorted().isNotEmpty();
        ShopHour.assertSumsHoldIn(database);
        assertThat(new Tables(JdbcClient.create(database.dataSource())).count("etl.load_run WHERE status = 'running'"))
                .as("every run was closed")
                .isZero();
    }

    private static void assertReportShowsAllComplete(ManyCommands program, String to, Path page) throws Exception {
        Result report = program.run("report", "--from", FIRST.toString(), "--to", to, "--out", page.toString());
        assertThat(report.exitCode()).as(report.err()).isZero();
        assertThat(Pattern.compile("<td class=\"(\\w+)[^\"]*\" title=\"(2026-\\S+) (\\w+)")
                        .matcher(Files.readString(page))
                        .results()
                        .collect(Collectors.toMap(cell -> cell.group(2), cell -> cell.group(1) + cell.group(3))))
                .isEqualTo(hours().stream().collect(Collectors.toMap(hour -> hour, _ -> "completecomplete")));
    }

    /** Sends the signal with the n-th GET. */
    private Result endedAt(int get, Consumer<Process> signal, LoaderProcess loader, List<String> command)
            throws Exception {
        CompletableFuture<Process> process = new CompletableFuture<>();
        AtomicInteger seen = new AtomicInteger();
        try (AutoCloseable _ = s3.counts().onGet(() -> {
            if (seen.incrementAndGet() == get) {
                signal.accept(process.join());
            }
        })) {
            Running running = loader.start(command.toArray(String[]::new));
            process.complete(running.process());
            return running.result();
        }
    }

    private static Stream<MatchResult> lines(Result result) {
        return LINE.matcher(result.out()).results();
    }

    private static List<String> hours() {
        return Stream.iterate(FIRST, hour -> hour.plus(1))
                .limit(HOURS)
                .map(Hour::toString)
                .toList();
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }
}
