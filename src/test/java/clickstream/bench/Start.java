package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.testing.TestingDatabase;
import java.io.IOException;
import java.time.Duration;

/** How long it takes to begin, in a database that is migrated, as it is every hour. */
final class Start {

    private final Servers servers;
    private final String etl;
    private final int runs;

    Start(Servers servers, String etl, int runs) {
        this.servers = servers;
        this.etl = etl;
        this.runs = runs;
    }

    Table measure() throws IOException, InterruptedException {
        Series firstGet = new Series();
        Series emptyHour = new Series();
        Series cpu = new Series();
        try (Rig rig = Rig.start(servers, etl, 1, 1, Duration.ZERO);
                TestingDatabase database = rig.database()) {
            rig.load(database, Rig.EMPTY_HOUR);
            for (int run = 0; run < runs; run++) {
                Measurement empty = rig.load(database, Rig.EMPTY_HOUR);
                emptyHour.add(empty.seconds());
                cpu.add(empty.cpuSeconds());
                database.execute("TRUNCATE public.clickstream_events, etl.object_ledger");
                rig.s3().requests();
                Measurement loaded = rig.load(database, Rig.HOUR);
                firstGet.add((rig.s3().requests().firstGetAt() - loaded.startedAt()) / 1000.0);
            }
        }
        Table table = new Table("start", "seconds", "CPU seconds");
        table.add("from exec to the first GET", firstGet.text(2), "");
        table.add("an hour of nothing, from exec to exit", emptyHour.text(2), cpu.text(2));
        return table;
    }
}
