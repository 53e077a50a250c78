package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.testing.TestingDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
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

    Table measure(int events, int objects) throws IOException, InterruptedException, SQLException, URISyntaxException {
        Series copyRate = new Series();
        Series rate = new Series();
        Series seconds = new Series();
        Series cpu = new Series();
        Series peak = new Series();
        Series toCopy = new Series();
        Series reloads = new Series();
        Series amongSome = new Series();
        Series duckDbRate = new Series();
        Series duckDbCpu = new Series();
        Series toDuckDb = new Series();
        boolean hasDuckDb;
        Path file = Files.createTempFile("clickstream-bench-", ".copy");
        try (Rig rig = Rig.start(servers, etl, events, objects, Duration.ZERO);
                DuckDb duckDb = DuckDb.prepare(etl, events, objects)) {
            hasDuckDb = duckDb != null;
            for (int run = 0; run < runs; run++) {
                Measurement loaded;
                try (TestingDatabase database = rig.database()) {
                    loaded = rig.load(database, Rig.HOUR);
                    seconds.add(loaded.seconds());
                    rate.add(events / loaded.seconds());
                    cpu.add(loaded.cpuSeconds() * 1e6 / events);
                    peak.add(loaded.peakMebibytes());
                    double copied = copy(database, file);
                    copyRate.add(events / copied);
                    toCopy.add(copied / loaded.seconds());
                    reloads.add(rig.reload(database).seconds() / loaded.seconds());
                    copyOut(
                            database,
                            file,
                            "event_id::text LIKE '%00' OR event_id::text LIKE '%55' OR event_id::text LIKE '%aa'");
                }
                try (TestingDatabase database = rig.database()) {
                    copyIn(database, file, TABLE);
                    amongSome.add(rig.load(database, Rig.HOUR).seconds() / loaded.seconds());
                }
                if (duckDb != null) {
                    try (TestingDatabase database = rig.database()) {
                        Measurement byDuckDb = duckDb.load(database);
                        LoadedRows.check(database, Rig.HOUR, events);
                        duckDbRate.add(events / byDuckDb.seconds());
                        duckDbCpu.add(byDuckDb.cpuSeconds() * 1e6 / events);
                        toDuckDb.add(byDuckDb.seconds() / loaded.seconds());
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
        Table table = new Table(
                "%,d rows from %d gzip objects, cold".formatted(events, objects),
                "seconds",
                "rows/s",
                "CPU µs/row",
                "peak MiB",
                "loader / it");
        table.add("COPY into an empty table with its key, warm", "", copyRate.text(0), "", "", toCopy.text(2));
        if (hasDuckDb) {
            table.add("DuckDB on local files, psql", "", duckDbRate.text(0), duckDbCpu.text(1), "", toDuckDb.text(2));
        } else {
            table.add("DuckDB or psql cannot be had here", "", "", "", "", "");
        }
        table.add("loader", seconds.text(1), rate.text(0), cpu.text(1), peak.text(0), "");
        table.add("with 1 % of the rows there before: time", "", "", "", "", amongSome.text(2));
        table.add("again, with --reload: time", "", "", "", "", reloads.text(2));
        return table;
    }

    /** Seconds that COPY takes for the rows of the table, into an empty one like it. */
    private static double copy(TestingDatabase database, Path file) throws SQLException, IOException {
        copyOut(database, file, "true");
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.bare (LIKE %s, PRIMARY KEY (event_id))".formatted(TABLE));
        }
        long from = System.nanoTime();
        copyIn(database, file, "public.bare");
        return (System.nanoTime() - from) / 1e9;
    }

    /** In the order of the key, which is the best that can be. */
    private static void copyOut(TestingDatabase database, Path file, String where) throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection();
                var out = Files.newOutputStream(file)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "COPY (SELECT * FROM %s WHERE %s ORDER BY event_id) TO STDOUT".formatted(TABLE, where),
                            out);
        }
    }

    private static void copyIn(TestingDatabase database, Path file, String table) throws SQLException, IOException {
        try (Connection connection = database.dataSource().getConnection();
                InputStream in = Files.newInputStream(file)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY %s FROM STDIN".formatted(table), in, 1 << 16);
        }
    }
}
