package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.testing.TestingDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;

/** The same events in few large objects, beside COPY of the rows that they become. */
final class Rows {

    private static final String TABLE = "public.clickstream_events";

    private final Servers servers;
    private final String etl;
    private final int runs;

    Rows(Servers servers, String etl, int runs) {
        this.servers = servers;
        this.etl = etl;
        this.runs = runs;
    }

    Table measure(int events, int objects) throws IOException, InterruptedException, SQLException {
        Series copyRate = new Series();
        Series rate = new Series();
        Series cpu = new Series();
        Series peak = new Series();
        Series toCopy = new Series();
        Path file = Files.createTempFile("clickstream-bench-", ".copy");
        try (Rig rig = Rig.start(servers, etl, events, objects, Duration.ZERO)) {
            for (int run = 0; run < runs; run++) {
                try (TestingDatabase database = rig.database()) {
                    Measurement loaded = rig.load(database, Rig.HOUR);
                    rate.add(events / loaded.seconds());
                    cpu.add(loaded.cpuSeconds() * 1e6 / events);
                    peak.add(loaded.peakMebibytes());
                    double copied = copy(database, file);
                    copyRate.add(events / copied);
                    toCopy.add(copied / loaded.seconds());
                }
            }
        } finally {
            Files.delete(file);
        }
        Table table = new Table(
                "%,d rows from %d gzip objects, cold".formatted(events, objects),
                "rows/s",
                "CPU µs/row",
                "peak MiB",
                "loader / limit");
        table.add("COPY into an empty table with its key, warm", copyRate.text(0), "", "", toCopy.text(2));
        table.add("loader", rate.text(0), cpu.text(0), peak.text(0), "");
        return table;
    }

    /** Seconds that COPY takes for the rows of the table, into an empty one like it. */
    private static double copy(TestingDatabase database, Path file) throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            var copies = connection.unwrap(PGConnection.class).getCopyAPI();
            try (var out = Files.newOutputStream(file)) {
                // In the order of the key, which is the best that can be.
                copies.copyOut("COPY (SELECT * FROM %s ORDER BY event_id) TO STDOUT".formatted(TABLE), out);
            }
            statement.execute("CREATE TABLE public.bare (LIKE %s, PRIMARY KEY (event_id))".formatted(TABLE));
            long from = System.nanoTime();
            try (InputStream in = Files.newInputStream(file)) {
                copies.copyIn("COPY public.bare FROM STDIN", in, 1 << 16);
            }
            return (System.nanoTime() - from) / 1e9;
        }
    }
}
