package clickstream.bench;

import clickstream.generate.SyntheticHour;
import clickstream.testing.TestingDatabase;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one would do with files of lines that are at hand: DuckDB, with two threads, and psql. It takes every value for what it should be. */
final class DuckDb implements AutoCloseable {

    /** 80 MB that nothing else needs: fetched only to be measured. */
    private static final String DRIVER = "org.duckdb:duckdb_jdbc:1.5.6.0";

    private final Path folder;
    private final Path driver;

    private DuckDb(Path folder, Path driver) {
        this.folder = folder;
        this.driver = driver;
    }

    /**
     * Gets the driver, and writes the files.
     *
     * @param etl the launcher of the loader, beside which Maven is
     * @return null where the driver or psql cannot be had
     */
    static @Nullable DuckDb prepare(String etl, int events, int objects) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("clickstream-bench-");
        Path jobs =
                Objects.requireNonNull(Path.of(etl).toAbsolutePath().normalize().getParent());
        Process maven = new ProcessBuilder(
                        jobs.resolveSibling("mvnw").toString(),
                        "-q",
                        "-f",
                        jobs.resolveSibling("pom.xml").toString(),
                        "dependency:copy",
                        "-Dartifact=" + DRIVER,
                        "-DoutputDirectory=" + folder)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("maven.log").toFile())
                .start();
        if (maven.waitFor() != 0 || !ByHand.isInstalled("psql")) {
            return null;
        }
        LinesHour lines = new LinesHour(Rig.HOUR, new SyntheticHour(Rig.HOUR, events, 11), objects);
        for (int object = 0; object < objects; object++) {
            Files.write(folder.resolve("%06d.json.gz".formatted(object)), lines.bytes(object));
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new DuckDb(
                    folder,
                    files.filter(file -> file.toString().endsWith(".jar"))
                            .findFirst()
                            .orElseThrow());
        }
    }

    /** Loads them into a table that is there. */
    MeasuredProcess.Measurement load(TestingDatabase database)
            throws IOException, InterruptedException, URISyntaxException {
        Path script = Path.of(Objects.requireNonNull(DuckDb.class.getResource("/bench/duckdb.sh"))
                .toURI());
        return new MeasuredProcess(database.environment())
                .run(List.of(
                        "bash",
                        script.toString(),
                        System.getProperty("java.home") + "/bin/java",
                        System.getProperty("java.class.path") + File.pathSeparator + driver,
                        folder.toString()));
    }

    /** Runs a statement of DuckDB. */
    public static void main(String[] arguments) throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute(arguments[0]);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
