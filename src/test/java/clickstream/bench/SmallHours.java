package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.event.Hour;
import clickstream.testing.TestingDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A backfill of many hours with few objects each, where what an hour costs by itself is what counts: one at a time, and several at once. */
final class SmallHours {

    private static final int HOURS = 72;

    private final Servers servers;
    private final String etl;
    private final int runs;
    private final Duration latency;

    SmallHours(Servers servers, String etl, int runs, Duration latency) {
        this.servers = servers;
        this.etl = etl;
        this.runs = runs;
        this.latency = latency;
    }

    Table measure(int objectsPerHour) throws IOException, InterruptedException {
        Table table = new Table(
                "%d hours of %,d objects, %d ms each".formatted(HOURS, objectsPerHour, latency.toMillis()),
                "seconds",
                "CPU seconds",
                "again, seconds");
        int events = HOURS * objectsPerHour;
        try (S3Process s3 = S3Process.start(Rig.HOUR, events, events, HOURS, latency, servers.certificates())) {
            for (int parallel : new int[] {1, 2, 4, 8}) {
                Series seconds = new Series();
                Series cpu = new Series();
                Series again = new Series();
                for (int run = 0; run < runs; run++) {
                    try (TestingDatabase database = servers.postgres().database()) {
                        Measurement loaded = load(s3, database, parallel);
                        LoadedRows.check(database, Rig.HOUR, events);
                        seconds.add(loaded.seconds());
                        cpu.add(loaded.cpuSeconds());
                        again.add(load(s3, database, parallel).seconds());
                    }
                }
                table.add("--parallel-hours %d".formatted(parallel), seconds.text(1), cpu.text(1), again.text(1));
            }
        }
        return table;
    }

    private Measurement load(S3Process s3, TestingDatabase database, int parallel)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        Hour first = Rig.HOUR;
        return new MeasuredProcess(environment)
                .run(List.of(
                        etl,
                        "load",
                        "--from",
                        first.toString(),
                        "--to",
                        first.plus(HOURS).toString(),
                        "--parallel-hours",
                        Integer.toString(parallel)));
    }
}
