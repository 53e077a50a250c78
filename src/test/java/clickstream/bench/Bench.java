package clickstream.bench;

import clickstream.testing.TestingCertificates;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the loader and the ingest beside their limits, in one sitting. */
@Command(
        name = "jobs/bench",
        description = {
            "Measures the loader and the ingest beside what limits them, in one sitting, and prints medians and ranges as Markdown.",
            "Starts PostgreSQL (18; --postgres 13 in front of all else takes another) and S3 servers as processes of their own, and checks the rows of every load."
        },
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Parameters(index = "0", hidden = true, description = "the launcher of the loader")
    private String etl = "";

    @Parameters(index = "1", hidden = true, description = "the launcher of the ingest")
    private String ingest = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "SECTION",
            description = "what to measure: ${COMPLETION-CANDIDATES}; all of them without one")
    private Set<Section> sections = EnumSet.noneOf(Section.class);

    @Option(names = "--runs", paramLabel = "N", description = "how often each is run (default: 3)")
    private int runs = 3;

    @Option(names = "--tls", description = "with TLS to S3 and to PostgreSQL, as managed ones have it")
    private boolean tls;

    private Bench() {}

    /** What can be measured. */
    enum Section {
        objects,
        slow,
        rows,
        again,
        start,
        memory,
        byhand,
        hours,
        ingest
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Set<Section> wanted = sections.isEmpty() ? EnumSet.allOf(Section.class) : sections;
        out.println("%s, %d runs of each%s; %s; %d processors, Java %s, %s %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        runs,
                        tls ? ", over TLS" : "",
                        cpu(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch")));
        out.println();
        Path certificates = tls ? Files.createTempDirectory("clickstream-bench-") : null;
        Map<String, String> settings = new HashMap<>(Map.of("fsync", "on", "max_wal_size", "4GB"));
        if (certificates != null) {
            settings.putAll(TestingCertificates.in(certificates).postgresSettings());
        }
        try (TestingPostgres postgres = TestingPostgres.start(settings)) {
            out.println(version(postgres) + "\n");
            Servers servers = new Servers(postgres, certificates);
            for (Section section : wanted) {
                switch (section) {
                    case objects -> {
                        new SmallObjects(servers, etl, runs, Duration.ZERO)
                                .measure(20_000)
                                .print(out);
                        new SmallObjects(servers, etl, runs, Duration.ZERO)
                                .measure(100_000)
                                .print(out);
                    }
                    case slow ->
                        new SmallObjects(servers, etl, runs, Duration.ofMillis(20))
                                .measure(20_000)
                                .print(out);
                    case rows -> {
                        new Rows(servers, etl, runs).measure(100_000, 20).print(out);
                        new Rows(servers, etl, runs).measure(1_000_000, 200).print(out);
                    }
                    case again -> new Again(servers, etl, runs).measure(100_000).print(out);
                    case start -> new Start(servers, etl, runs).measure().print(out);
                    case memory -> new Memory(servers, etl).measure().print(out);
                    case byhand -> {
                        for (int size : new int[] {1_000, 5_000, 20_000, 100_000}) {
                            new ByHand(servers, etl, runs).measure(size).print(out);
                        }
                    }
                    case hours -> {
                        new SmallHours(servers, etl, runs, Duration.ZERO)
                                .measure(50)
                                .print(out);
                        new SmallHours(servers, etl, runs, Duration.ofMillis(20))
                                .measure(50)
                                .print(out);
                        new SmallHours(servers, etl, runs, Duration.ofMillis(20))
                                .measure(300)
                                .print(out);
                    }
                    case ingest -> new IngestBench(postgres, etl, ingest, runs).measure(out);
                }
            }
        }
        return 0;
    }

    private static String version(TestingPostgres postgres) throws SQLException {
        try (TestingDatabase database = postgres.database();
                Connection connection = database.dataSource().getConnection()) {
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return "unknown processor";
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2).toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("unknown processor");
    }
}
