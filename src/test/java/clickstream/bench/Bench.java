package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the loader beside its limits, in one sitting. */
@Command(
        name = "jobs/bench",
        description = {
            "Measures the loader beside what limits it, in one sitting, and prints medians and ranges as Markdown.",
            "Starts PostgreSQL 18 and S3 servers as processes of their own, and checks the rows of every load.",
            "Sections: ${COMPLETION-CANDIDATES}; all of them without one."
        },
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Parameters(index = "0", hidden = true, description = "the launcher of the loader")
    private String etl = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "SECTION", description = "what to measure")
    private Set<Section> sections = EnumSet.noneOf(Section.class);

    @Option(names = "--runs", paramLabel = "N", description = "how often each is run (default: 3)")
    private int runs = 3;

    private Bench() {}

    /** What can be measured. */
    enum Section {
        objects,
        slow,
        rows,
        again,
        start,
        memory,
        byhand
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Set<Section> wanted = sections.isEmpty() ? EnumSet.allOf(Section.class) : sections;
        out.println("%s, %d runs of each; %s; %d processors, Java %s, %s %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        runs,
                        cpu(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch")));
        out.println();
        try (TestingPostgres postgres = TestingPostgres.start(Map.of("fsync", "on", "max_wal_size", "4GB"))) {
            for (Section section : wanted) {
                switch (section) {
                    case objects -> {
                        objects(postgres, 20_000, Duration.ZERO);
                        objects(postgres, 100_000, Duration.ZERO);
                    }
                    case slow -> objects(postgres, 20_000, Duration.ofMillis(20));
                    default -> throw new UnsupportedOperationException(section.name());
                }
            }
        }
        return 0;
    }

    private void objects(TestingPostgres postgres, int size, Duration latency) throws Exception {
        Series bareRate = new Series();
        Series bareCpu = new Series();
        Series listRate = new Series();
        Series rate = new Series();
        Series cpu = new Series();
        Series peak = new Series();
        Series share = new Series();
        Series oneRate = new Series();
        Series times = new Series();
        try (S3Process s3 = S3Process.start(Rig.HOUR, size, size, latency)) {
            Rig rig = new Rig(etl, s3);
            warm(rig);
            for (int run = 0; run < runs; run++) {
                Measurement bare = rig.bareGets(Rig.IN_FLIGHT);
                bareRate.add(size / bare.seconds());
                bareCpu.add(bare.cpuSeconds() * 1e6 / size);
                Measurement loaded = load(postgres, rig, size, "");
                rate.add(size / loaded.seconds());
                cpu.add(loaded.cpuSeconds() * 1e6 / size);
                peak.add(loaded.peakBytes() / 1048576.0);
                share.add(bare.seconds() / loaded.seconds());
                listRate.add(size / rig.bareList().seconds());
                if (latency.isPositive()) {
                    int few = 500;
                    double one = few / rig.oneAtATime(few).seconds();
                    oneRate.add(one);
                    times.add(size / loaded.seconds() / one);
                }
            }
        }
        Table table = new Table(
                "%,d objects, %d ms".formatted(size, latency.toMillis()),
                "objects/s",
                "CPU µs/object",
                "peak MiB",
                "loader/limit");
        table.add("bare list", listRate.text(0), "", "", "");
        table.add("bare getObject, %d in flight".formatted(Rig.IN_FLIGHT), bareRate.text(0), bareCpu.text(0), "", "");
        if (latency.isPositive()) {
            table.add("bare getObject, one at a time (500 objects)", oneRate.text(0), "", "", times.text(1));
        }
        table.add("loader", rate.text(0), cpu.text(0), peak.text(0), share.text(2));
        table.print(out);
    }

    private Measurement load(TestingPostgres postgres, Rig rig, int events, String javaOptions)
            throws IOException, InterruptedException {
        try (TestingDatabase database = postgres.database()) {
            Measurement loaded = rig.load(database, Rig.HOUR, javaOptions);
            LoadedRows.check(database, Rig.HOUR, events);
            return loaded;
        }
    }

    /** The server is no part of what is measured: its code is compiled before. */
    private static void warm(Rig rig) throws IOException, InterruptedException {
        rig.bareGets(Rig.IN_FLIGHT);
    }

    private static String cpu() throws IOException {
        java.nio.file.Path info = java.nio.file.Path.of("/proc/cpuinfo");
        if (!java.nio.file.Files.exists(info)) {
            return "unknown processor";
        }
        return java.nio.file.Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2).toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("unknown processor");
    }
}
