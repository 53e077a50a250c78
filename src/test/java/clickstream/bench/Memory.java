package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import java.io.IOException;
import java.time.Duration;

/** Whether memory knows how large an hour is. */
final class Memory {

    private static final String HEAP = "-Xmx256m";

    private final Servers servers;
    private final String etl;

    Memory(Servers servers, String etl) {
        this.servers = servers;
        this.etl = etl;
    }

    Table measure() throws IOException, InterruptedException {
        Table table = new Table(HEAP, "peak MiB of the process", "objects/s", "CPU µs/object");
        Measurement small = measure(100_000, table);
        Measurement large = measure(1_000_000, table);
        Series ratio = new Series();
        ratio.add(large.peakMebibytes() / small.peakMebibytes());
        table.add("the second by the first", ratio.text(2), "", "");
        return table;
    }

    private Measurement measure(int size, Table table) throws IOException, InterruptedException {
        try (Rig rig = Rig.start(servers, etl, size, size, Duration.ZERO)) {
            Measurement loaded = rig.load(HEAP);
            Series rate = new Series();
            rate.add(size / loaded.seconds());
            Series cpu = new Series();
            cpu.add(loaded.cpuSeconds() * 1e6 / size);
            Series peak = new Series();
            peak.add(loaded.peakMebibytes());
            table.add("%,d objects".formatted(size), peak.text(0), rate.text(0), cpu.text(0));
            return loaded;
        }
    }
}
