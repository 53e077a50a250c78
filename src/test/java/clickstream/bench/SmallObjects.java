package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import java.io.IOException;
import java.time.Duration;

/** An hour of small objects, beside a loop of bare GETs. */
final class SmallObjects {

    private static final int FEW = 500;

    private final Servers servers;
    private final String etl;
    private final int runs;
    private final Duration latency;

    SmallObjects(Servers servers, String etl, int runs, Duration latency) {
        this.servers = servers;
        this.etl = etl;
        this.runs = runs;
        this.latency = latency;
    }

    Table measure(int size) throws IOException, InterruptedException {
        Series listRate = new Series();
        Series bareRate = new Series();
        Series bareCpu = new Series();
        Series oneRate = new Series();
        Series rate = new Series();
        Series cpu = new Series();
        Series peak = new Series();
        Series toBare = new Series();
        Series toOne = new Series();
        try (Rig rig = Rig.start(servers, etl, size, size, latency)) {
            for (int run = 0; run < runs; run++) {
                Measurement bare = rig.bareGets(Rig.IN_FLIGHT);
                bareRate.add(size / bare.seconds());
                bareCpu.add(bare.cpuSeconds() * 1e6 / size);
                Measurement loaded = rig.load();
                rate.add(size / loaded.seconds());
                cpu.add(loaded.cpuSeconds() * 1e6 / size);
                peak.add(loaded.peakMebibytes());
                toBare.add(bare.seconds() / loaded.seconds());
                listRate.add(size / rig.bareList().seconds());
                if (latency.isPositive()) {
                    double one = FEW / rig.oneAtATime(FEW).seconds();
                    oneRate.add(one);
                    toOne.add(size / loaded.seconds() / one);
                }
            }
        }
        Table table = new Table(
                "%,d objects, %d ms each, cold".formatted(size, latency.toMillis()),
                "objects/s",
                "CPU µs/object",
                "peak MiB",
                "loader / limit");
        table.add("bare list", listRate.text(0), "", "", "");
        table.add(
                "bare getObject, %d in flight".formatted(Rig.IN_FLIGHT),
                bareRate.text(0),
                bareCpu.text(0),
                "",
                toBare.text(2));
        if (latency.isPositive()) {
            table.add("bare getObject, one at a time (%d)".formatted(FEW), oneRate.text(0), "", "", toOne.text(0));
        }
        table.add("loader", rate.text(0), cpu.text(0), peak.text(0), "");
        return table;
    }
}
