package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.testing.TestingDatabase;
import java.io.IOException;
import java.time.Duration;

/** An hour that is loaded already, loaded once more, beside the bare list and an hour of nothing. */
final class Again {

    private final Servers servers;
    private final String etl;
    private final int runs;

    Again(Servers servers, String etl, int runs) {
        this.servers = servers;
        this.etl = etl;
        this.runs = runs;
    }

    Table measure(int size) throws IOException, InterruptedException {
        Series list = new Series();
        Series start = new Series();
        Series again = new Series();
        Series gets = new Series();
        Series toBoth = new Series();
        try (Rig rig = Rig.start(servers, etl, size, size, Duration.ZERO);
                TestingDatabase database = rig.database()) {
            rig.load(database, Rig.HOUR);
            for (int run = 0; run < runs; run++) {
                double bare = rig.bareList().seconds();
                list.add(bare);
                double empty = rig.load(database, Rig.EMPTY_HOUR).seconds();
                start.add(empty);
                rig.s3().requests();
                Measurement loaded = rig.load(database, Rig.HOUR);
                gets.add((double) rig.s3().requests().gets());
                again.add(loaded.seconds());
                toBoth.add(loaded.seconds() / (bare + empty));
            }
        }
        Table table = new Table("%,d finished objects".formatted(size), "seconds", "GETs", "time / limits");
        table.add("bare list", list.text(1), "", "");
        table.add("start: an hour of nothing", start.text(1), "", toBoth.text(2));
        table.add("loader, again", again.text(1), gets.text(0), "");
        return table;
    }
}
