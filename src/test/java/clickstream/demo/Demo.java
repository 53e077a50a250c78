package clickstream.demo;

import clickstream.event.Hour;
import clickstream.generate.EventGenerator;
import clickstream.generate.EventGenerator.Settings;
import clickstream.generate.GeneratedObject;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads generated events with the real command, from a real S3 protocol into a real PostgreSQL, and shows what came of it. */
@Command(
        name = "jobs/demo",
        description = {
            "Shows the loader at work on a PostgreSQL 18 and an S3 server that it starts and ends itself.",
            "Needs neither Docker nor an account."
        },
        mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {

    private static final int HOURS = 3;
    private static final int EVENTS_PER_HOUR = 2_000;

    private static final String SOME_ROWS = """
            SELECT to_char(event_timestamp AT TIME ZONE 'UTC', 'HH24:MI:SS') AS utc,
                   event_name, user_login_state AS login, left(session_id, 8) AS session,
                   left(context_product_name, 28) AS product, context_product_price AS price_vnd
            FROM public.clickstream_events
            WHERE session_id = (
                SELECT session_id FROM public.clickstream_events
                WHERE event_name = 'checkout_complete' ORDER BY event_timestamp LIMIT 1)
            ORDER BY event_timestamp
            LIMIT 12
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

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Parameters(hidden = true, description = "the launcher of the loader")
    private @Nullable String etl;

    @Option(names = "--keep", description = "leave both servers up until Ctrl-C and say how to connect")
    private boolean keep;

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        out.println("Starting PostgreSQL 18 and an S3 server on 127.0.0.1 ...");
        try (TestingPostgres postgres = TestingPostgres.start(Map.of());
                TestingDatabase database = postgres.database();
                TestingS3 s3 = TestingS3.start()) {
            Hour first = Hour.containing(Instant.now()).plus(-HOURS);
            fill(s3, first);
            Map<String, String> environment = new TreeMap<>(s3.environment());
            environment.putAll(database.environment());

            int exitCode = show(environment, first, database);
            if (keep && exitCode == 0) {
                printConnections(environment, database);
                new CountDownLatch(1).await();
            }
            return exitCode;
        }
    }

    private void fill(TestingS3 s3, Hour first) {
        List<GeneratedObject> objects = new EventGenerator(
                        new Settings(42, first, HOURS, EVENTS_PER_HOUR, Settings.USUAL_ODDITIES))
                .objects()
                .toList();
        s3.putAll(objects.stream().collect(Collectors.toMap(GeneratedObject::key, GeneratedObject::bytes)));
        out.println("Wrote %,d objects of %d hours of shop traffic to s3://%s/events/, a few of them odd or broken."
                .formatted(objects.size(), HOURS, s3.bucket()));
    }

    private int show(Map<String, String> environment, Hour hour, TestingDatabase database)
            throws IOException, InterruptedException, SQLException {
        title("Load an hour");
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
            title("The funnel of that hour");
            new ResultTable(connection, FUNNEL).print(out);
            title("What could not be loaded is kept, with its bytes, in etl.rejected_event");
            new ResultTable(connection, NOT_LOADED).print(out);
        }
        return exitCode;
    }

    private int load(Map<String, String> environment, Hour hour) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(String.valueOf(etl), "load", "--hour", hour.toString()));
        out.println("$ jobs/etl load --hour " + hour);
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().putAll(environment);
        return process.start().waitFor();
    }

    private void printConnections(Map<String, String> environment, TestingDatabase database) {
        title("Both servers stay up until Ctrl-C");
        out.println("In another terminal, to run the loader yourself:\n");
        environment.forEach((name, value) -> out.println("export %s=%s".formatted(name, quoted(value))));
        out.println("\njobs/etl load --hour %s\n"
                .formatted(Hour.containing(Instant.now()).plus(-2)));
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
