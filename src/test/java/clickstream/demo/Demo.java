package clickstream.demo;

import clickstream.event.Hour;
import clickstream.generate.EventGenerator;
import clickstream.generate.EventGenerator.Settings;
import clickstream.generate.GeneratedObject;
import clickstream.testing.IngestProcess;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends generated events to the real ingest, loads them with the real command, and shows what came of it. */
@Command(
        name = "jobs/demo",
        description = {
            "Shows the way of events from web pages by way of the ingest and S3 into PostgreSQL, on servers that it starts and ends itself.",
            "Needs neither Docker nor an account."
        },
        mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {

    private static final int VISITORS = 200;
    private static final int ODD_VALUES = 100;

    /** What is sent later would be of the next hour. */
    private static final Duration ENOUGH_TO_SEND = Duration.ofSeconds(40);

    private static final String SOME_ROWS = """
            SELECT to_char(event_timestamp AT TIME ZONE 'UTC', 'HH24:MI:SS.MS') AS utc,
                   event_name, user_login_state AS login, left(session_id, 8) AS session,
                   left(context_product_name, 28) AS product, context_product_price AS price_vnd
            FROM public.clickstream_events
            WHERE session_id = (
                SELECT session_id FROM public.clickstream_events
                GROUP BY session_id
                HAVING bool_or(event_name = 'checkout_complete') AND count(*) <= 12
                ORDER BY count(DISTINCT event_timestamp) DESC, session_id LIMIT 1)
            ORDER BY event_timestamp
            """;

    private static final String FUNNEL = """
            WITH reached AS (
                SELECT session_id,
                       bool_or(event_name = 'product_view')      AS viewed,
                       bool_or(event_name = 'add_to_cart')       AS added,
                       bool_or(event_name = 'checkout_start')    AS started,
                       bool_or(event_name = 'checkout_complete') AS completed
                FROM public.clickstream_events
                GROUP BY session_id)
            SELECT count(*)                           AS sessions,
                   count(*) FILTER (WHERE viewed)     AS viewed_a_product,
                   count(*) FILTER (WHERE added)      AS added_to_cart,
                   count(*) FILTER (WHERE started)    AS started_checkout,
                   count(*) FILTER (WHERE completed)  AS completed_checkout
            FROM reached
            """;

    private static final String NOT_LOADED = """
            SELECT reason, count(*) AS events, min(left(detail, 70)) AS for_example
            FROM etl.rejected_event
            GROUP BY reason
            ORDER BY events DESC, reason
            """;

    /** As a page's own code could send it. */
    private static final String FIRST_EVENT =
            "{\"eventName\":\"page_view\",\"eventId\":\"00000000-0000-4000-8000-000000000001\",\"sessionId\":\"a-first-one\"}";

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Parameters(index = "0", hidden = true, description = "the launcher of the loader")
    private String etl = "";

    @Parameters(index = "1", hidden = true, description = "the launcher of the ingest")
    private String ingest = "";

    @Option(names = "--keep", description = "leave all servers up until Ctrl-C and say how to use them")
    private boolean keep;

    @Option(names = "--shop", description = "open a small shop, and show beside its pages what becomes of each click")
    private boolean shop;

    private Demo() {}

    public static void main(String[] arguments) {
        AtomicBoolean ending = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending.set(true), "demo-end"));
        System.exit(new CommandLine(new Demo())
                .setExecutionExceptionHandler((e, _, _) -> {
                    if (ending.get()) {
                        // Ctrl-C while it starts: the servers end first, and what asks them for something fails.
                        new CountDownLatch(1).await();
                    }
                    throw e;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        out.println("Starting PostgreSQL 18, an S3 server and the ingest on 127.0.0.1 ...");
        return shop ? openShop() : showAnHour();
    }

    private int openShop() throws IOException, InterruptedException {
        try (TestingPostgres postgres = TestingPostgres.start(Map.of());
                TestingDatabase database = postgres.database();
                TestingS3 s3 = TestingS3.start();
                ShopDemo opened = new ShopDemo(etl, ingest, s3, database, out)) {
            opened.load();
            return 0;
        }
    }

    private int showAnHour() throws Exception {
        try (TestingPostgres postgres = TestingPostgres.start(Map.of());
                TestingDatabase database = postgres.database();
                TestingS3 s3 = TestingS3.start();
                IngestProcess running = IngestProcess.start(s3.environment(), List.of(ingest, "--port", "0"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(running::terminate));
            URI clickstream = running.address().resolve("/clickstream");
            Hour hour = hourToFill();
            send(clickstream, s3);
            writeOddObjects(s3, hour);
            if (!keep) {
                running.terminate();
                out.println("The ingest got SIGTERM and ended with %d.".formatted(running.exitCode()));
            }
            Map<String, String> environment = new TreeMap<>(s3.environment());
            environment.putAll(database.environment());

            int exitCode = show(environment, hour, database);
            if (keep && exitCode == 0) {
                printConnections(environment, clickstream, hour, database);
                new CountDownLatch(1).await();
            }
            return exitCode;
        }
    }

    /** The current hour, unless it is about to end. */
    private Hour hourToFill() throws InterruptedException {
        Instant now = Instant.now();
        Hour hour = Hour.containing(now.plus(ENOUGH_TO_SEND));
        if (hour.start().isAfter(now)) {
            out.println("This hour is about to end; waiting %d seconds, so that all events are of one."
                    .formatted(Duration.between(now, hour.start()).toSeconds() + 1));
            Thread.sleep(Duration.between(now, hour.start()).plusMillis(1));
        }
        return hour;
    }

    private void send(URI clickstream, TestingS3 s3) throws IOException, InterruptedException, ExecutionException {
        title("Pages of a shop send events to the ingest, which answers once they are in S3");
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Visitors visitors = new Visitors(clickstream, VISITORS, client);
            out.println("POST " + clickstream);
            out.println(FIRST_EVENT);
            out.println("200 " + visitors.post(FIRST_EVENT));
            out.println();
            Visitors.Sent sent = visitors.send();
            out.println("""
                    %,d events of %d visitors in %,d requests, each answered with 200; %d of the requests were sent a second time, as a page
                    does that waits for an answer in vain. The ingest has stored them in %d objects.\
                    """.formatted(
                            sent.events(),
                            VISITORS,
                            sent.requests(),
                            sent.again(),
                            s3.keys("events/").size()));
        }
    }

    private void writeOddObjects(TestingS3 s3, Hour hour) {
        List<GeneratedObject> objects = new EventGenerator(new Settings(42, hour, 1, ODD_VALUES, 1))
                .objects()
                .toList();
        s3.putAll(objects.stream().collect(Collectors.toMap(GeneratedObject::key, GeneratedObject::bytes)));
        out.println("%d objects of other programs lie beside them at s3://%s/%s, all odd and some broken."
                .formatted(objects.size(), s3.bucket(), hour.prefix()));
    }

    private int show(Map<String, String> environment, Hour hour, TestingDatabase database)
            throws IOException, InterruptedException, SQLException {
        title("Load this hour");
        int exitCode = load(environment, hour);
        if (exitCode != 0) {
            return exitCode;
        }
        title("Load it again: nothing is read, nothing is doubled");
        exitCode = load(environment, hour);
        if (exitCode != 0) {
            return exitCode;
        }
        try (Connection connection = database.dataSource().getConnection()) {
            title("A session that bought something");
            new ResultTable(connection, SOME_ROWS).print(out);
            title("The funnel of this hour");
            new ResultTable(connection, FUNNEL).print(out);
            title("What could not be loaded is kept, with its bytes, in etl.rejected_event");
            new ResultTable(connection, NOT_LOADED).print(out);
        }
        return exitCode;
    }

    private int load(Map<String, String> environment, Hour hour) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(etl, "load", "--hour", hour.toString()));
        out.println("$ jobs/etl load --hour " + hour);
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().putAll(environment);
        return process.start().waitFor();
    }

    private void printConnections(
            Map<String, String> environment, URI clickstream, Hour hour, TestingDatabase database) {
        title("All servers stay up until Ctrl-C");
        out.println("To send an event yourself, and to load it, in another terminal:\n");
        out.println("curl -H 'content-type: application/json' --data '%s' %s"
                .formatted(FIRST_EVENT.replace("0001\"", "0002\""), clickstream));
        environment.forEach((name, value) -> out.println("export %s=%s".formatted(name, quoted(value))));
        out.println("jobs/etl load --hour %s\n".formatted(hour));
        out.println("To look at the tables:\n");
        out.println("PGPASSWORD=%s psql -h %s -p %d -U %s %s"
                .formatted(
                        quoted(database.password()),
                        database.host(),
                        database.port(),
                        database.user(),
                        database.name()));
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private void title(String title) {
        out.println("\n== " + title + "\n");
    }
}
