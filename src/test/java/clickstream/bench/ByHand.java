package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.testing.TestingDatabase;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What one would do without a loader: rclone, jq and psql. Where these are not installed, nothing is measured. */
final class ByHand {

    private static final List<String> PROGRAMS = List.of("rclone", "jq", "psql");

    private final Servers servers;
    private final String etl;
    private final int runs;

    ByHand(Servers servers, String etl, int runs) {
        this.servers = servers;
        this.etl = etl;
        this.runs = runs;
    }

    Table measure(int size) throws IOException, InterruptedException, URISyntaxException {
        Table table = new Table(
                "%,d objects, 0 ms".formatted(size), "seconds", "objects/s", "CPU µs/object", "loader / by hand");
        if (!PROGRAMS.stream().allMatch(ByHand::isInstalled)) {
            table.add("rclone, jq and psql are not all installed", "", "", "", "");
            return table;
        }
        Path script = Path.of(Objects.requireNonNull(ByHand.class.getResource("/bench/by-hand.sh"))
                .toURI());
        Series seconds = new Series();
        Series handSeconds = new Series();
        Series rate = new Series();
        Series cpu = new Series();
        Series handRate = new Series();
        Series handCpu = new Series();
        Series faster = new Series();
        Series share = new Series();
        try (Rig rig = Rig.start(servers, etl, size, size, Duration.ZERO)) {
            for (int run = 0; run < runs; run++) {
                Measurement loaded = rig.load();
                Measurement byHand = byHand(rig, script, size);
                seconds.add(loaded.seconds());
                handSeconds.add(byHand.seconds());
                rate.add(size / loaded.seconds());
                cpu.add(loaded.cpuSeconds() * 1e6 / size);
                handRate.add(size / byHand.seconds());
                handCpu.add(byHand.cpuSeconds() * 1e6 / size);
                faster.add(byHand.seconds() / loaded.seconds());
                share.add(loaded.cpuSeconds() / byHand.cpuSeconds());
            }
        }
        table.add("rclone (64 transfers), jq, psql", handSeconds.text(1), handRate.text(0), handCpu.text(0), "");
        table.add("loader", seconds.text(1), rate.text(0), cpu.text(0), "");
        table.add("how many times as fast", "", "", "", faster.text(2));
        table.add("share of the CPU", "", "", "", share.text(2));
        return table;
    }

    private static Measurement byHand(Rig rig, Path script, int size) throws IOException, InterruptedException {
        try (TestingDatabase database = rig.database()) {
            Map<String, String> environment = new HashMap<>(rig.s3().environment());
            environment.putAll(database.environment());
            Measurement measured =
                    new MeasuredProcess(environment).run(List.of("bash", script.toString(), Rig.HOUR.prefix()));
            LoadedRows.check(database, Rig.HOUR, size);
            return measured;
        }
    }

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
