package clickstream.bench;

import clickstream.bench.IngestLoad.Result;
import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingLambda;
import clickstream.testing.TestingPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The ingest beside its own HTTP server, and beside services that put each event by itself; then the loader on the objects of both. */
final class IngestBench {

    private static final List<Duration> LATENCIES = List.of(Duration.ZERO, Duration.ofMillis(20));
    private static final Duration SLOW = LATENCIES.getLast();
    private static final int BATCH = 20;

    /** Many first, so that what runs is compiled. */
    private static final Map<Integer, List<Integer>> CONNECTIONS =
            Map.of(1, List.of(2_000, 100, 1), BATCH, List.of(500, 100, 1));

    private static final List<Integer> RATES = List.of(500, 2_000, 5_000);
    private static final int STARTS = 5;

    /** As API Gateway sends it. */
    private static final String INVOCATION = """
            {"version":"2.0","rawPath":"/clickstream","headers":{"content-type":"application/json"},
             "requestContext":{"http":{"method":"POST","path":"/clickstream","sourceIp":"203.0.113.9"},"stage":"$default"},
             "body":"{\\"eventName\\":\\"click\\"}","isBase64Encoded":false}
            """;

    private final TestingPostgres postgres;
    private final String etl;
    private final String ingest;
    private final int runs;

    IngestBench(TestingPostgres postgres, String etl, String ingest, int runs) {
        this.postgres = postgres;
        this.etl = etl;
        this.ingest = ingest;
        this.runs = runs;
    }

    void measure(PrintStream out) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("clickstream-bench-");
        try (PutProcess s3 = PutProcess.start("")) {
            List<Candidate> candidates = new ArrayList<>(
                    List.of(Candidate.ingest(ingest), Candidate.answersOnly(), Candidate.onePutAnEvent()));
            Candidate node = Candidate.node(folder);
            if (node == null) {
                out.println("Node with npm, or the AWS SDK for JavaScript, cannot be had here: not measured.\n");
            } else {
                candidates.add(node);
            }
            asManyAsAreAnswered(s3, candidates, LATENCIES, "").forEach(table -> table.print(out));
            atRates(s3).print(out);
            starts(s3).print(out);
            loads(s3).print(out);
        }
        try (PutProcess s3 = PutProcess.start(folder.toString())) {
            asManyAsAreAnswered(
                            s3,
                            List.of(Candidate.ingest(ingest), Candidate.onePutAnEvent()),
                            List.of(SLOW),
                            ", S3 over TLS")
                    .forEach(table -> table.print(out));
        }
    }

    private List<Table> asManyAsAreAnswered(
            PutProcess s3, List<Candidate> candidates, List<Duration> latencies, String where) throws IOException {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            try (RunningServer server = candidate.start(s3)) {
                for (int events : List.of(1, BATCH)) {
                    if (events > 1 && !candidate.takesSeveral()) {
                        continue;
                    }
                    for (Duration latency : latencies) {
                        String name = "%s, %d ms a PUT%s"
                                .formatted(
                                        events == 1 ? "single events" : "batches of " + events,
                                        latency.toMillis(),
                                        where);
                        Table table = tables.computeIfAbsent(name, IngestBench::table);
                        for (int connections : CONNECTIONS.getOrDefault(events, List.of())) {
                            row(
                                    table,
                                    "%s, %,d connection%s"
                                            .formatted(candidate.name(), connections, connections == 1 ? "" : "s"),
                                    server,
                                    s3,
                                    candidate.stores(),
                                    new IngestLoad(connections, events, latency, 0));
                        }
                    }
                }
            }
        }
        return List.copyOf(tables.values());
    }

    private Table atRates(PutProcess s3) throws IOException {
        Table table = table("single events over 1,000 connections, 20 ms a PUT");
        try (RunningServer server = Candidate.ingest(ingest).start(s3)) {
            for (int rate : RATES) {
                row(
                        table,
                        "ingest, %,d requests/s".formatted(rate),
                        server,
                        s3,
                        true,
                        new IngestLoad(1_000, 1, SLOW, rate));
            }
        }
        return table;
    }

    private static Table table(String name) {
        return new Table(
                name,
                "requests/s",
                "events/s",
                "p50 ms",
                "p99 ms",
                "CPU µs/event",
                "PUTs/s",
                "PUTs/1,000 events",
                "peak MiB",
                "processors of S3, of the client",
                "not 200");
    }

    private void row(Table table, String name, RunningServer server, PutProcess s3, boolean stores, IngestLoad load)
            throws IOException {
        List<Series> columns = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            columns.add(new Series());
        }
        for (int run = 0; run < runs; run++) {
            Result figures = load.measure(server, s3, stores);
            double[] values = {
                figures.requestsASecond(),
                figures.eventsASecond(),
                figures.millis50(),
                figures.millis99(),
                figures.cpuMicros(),
                figures.putsASecond(),
                figures.putsForThousand(),
                figures.peakMebibytes(),
                figures.s3CpuShare(),
                figures.clientCpuShare(),
                figures.refused()
            };
            for (int i = 0; i < values.length; i++) {
                columns.get(i).add(values[i]);
            }
        }
        table.add(
                name,
                columns.get(0).text(0),
                columns.get(1).text(0),
                columns.get(2).text(0),
                columns.get(3).text(0),
                columns.get(4).text(1),
                columns.get(5).text(1),
                columns.get(6).text(1),
                columns.get(7).text(0),
                "%s, %s".formatted(columns.get(8).text(2), columns.get(9).text(2)),
                columns.get(10).text(0));
    }

    private Table starts(PutProcess s3) throws IOException {
        Series server = new Series();
        Series function = new Series();
        for (int i = 0; i < STARTS; i++) {
            try (RunningServer started = Candidate.ingest(ingest).start(s3)) {
                server.add(started.secondsToReady());
            }
            s3.begin(Duration.ZERO);
            long start = System.nanoTime();
            try (TestingLambda started = TestingLambda.start(s3.environment())) {
                String answer = started.invoke(INVOCATION);
                function.add((System.nanoTime() - start) / 1e9);
                if (!answer.startsWith("{\"statusCode\":200,")) {
                    throw new IllegalStateException(answer);
                }
            }
        }
        Table table = new Table("start of the ingest, %d times".formatted(STARTS), "seconds");
        table.add("server, from exec to its first line", server.text(2));
        table.add("function, from exec to its first answer", function.text(2));
        return table;
    }

    /** The same events as the ingest has put them, and each as an object of its own. */
    private Table loads(PutProcess s3) throws IOException, InterruptedException {
        s3.begin(SLOW);
        LoadClient.Result sent;
        try (RunningServer server = Candidate.ingest(ingest).start(s3)) {
            sent = new LoadClient(server.clickstream(), 1, 0)
                    .run(2_000, Duration.ZERO, Duration.ofSeconds(20), () -> {});
        }
        s3.check(sent.acknowledged());
        // Those that were stored too late for their answers are among them.
        int events = s3.events();
        long objects = s3.objects();
        Series grouped = new Series();
        Series single = new Series();
        Series groupedCpu = new Series();
        Series singleCpu = new Series();
        Series faster = new Series();
        Map<String, String> asPut = s3.serve(false);
        Map<String, String> oneAnObject = s3.serve(true);
        for (int run = 0; run < runs; run++) {
            Measurement few = load(asPut, events);
            Measurement many = load(oneAnObject, events);
            grouped.add(events / few.seconds());
            single.add(events / many.seconds());
            groupedCpu.add(few.cpuSeconds() * 1e6 / events);
            singleCpu.add(many.cpuSeconds() * 1e6 / events);
            faster.add(many.seconds() / few.seconds());
        }
        Table table = new Table("%,d single events, loaded".formatted(events), "rows/s", "CPU µs/row", "times as fast");
        table.add(
                "from the ingest's %,d objects".formatted(objects),
                grouped.text(0),
                groupedCpu.text(0),
                faster.text(1));
        table.add("from one object an event", single.text(0), singleCpu.text(0), "");
        return table;
    }

    private Measurement load(Map<String, String> s3, int events) throws IOException, InterruptedException {
        try (TestingDatabase database = postgres.database()) {
            Map<String, String> environment = new HashMap<>(s3);
            environment.putAll(database.environment());
            Measurement loaded =
                    new MeasuredProcess(environment).run(List.of(etl, "load", "--hour", Rig.HOUR.toString()));
            @Nullable
            Integer rows = new JdbcTemplate(database.dataSource())
                    .queryForObject("SELECT count(*)::int FROM public.clickstream_events", Integer.class);
            if (rows == null || rows != events) {
                throw new IllegalStateException("%,d rows of %,d events".formatted(rows, events));
            }
            return loaded;
        }
    }
}
