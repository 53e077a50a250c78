package clickstream.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * What is sent to a server to measure it.
 *
 * @param connections over which, each with one request at a time
 * @param eventsARequest one, or several, one a line
 * @param latency that is added to each PUT
 * @param requestsASecond in all; 0 for as many as are answered
 */
record IngestLoad(int connections, int eventsARequest, Duration latency, int requestsASecond) {

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(10);

    /** What came of it, by the second or by the event. */
    record Result(
            double requestsASecond,
            double eventsASecond,
            double millis50,
            double millis99,
            double cpuMicros,
            double putsASecond,
            double peakMebibytes,
            double s3CpuShare,
            double clientCpuShare,
            long refused) {

        double putsForThousand() {
            return eventsASecond == 0 ? 0 : putsASecond * 1_000 / eventsASecond;
        }
    }

    /**
     * Sends it, and looks whether each acknowledged event is stored.
     *
     * @param stores whether the server does
     * @throws IllegalStateException where an acknowledged event is lost or doubled
     */
    Result measure(RunningServer server, PutProcess s3, boolean stores) throws IOException {
        s3.begin(latency);
        Proc.forgetPeak(server.pid());
        double[] cpu = {0, 0};
        double[] s3Cpu = {0, 0};
        int[] moment = {0};
        LoadClient.Result result = new LoadClient(server.clickstream(), eventsARequest, requestsASecond)
                .run(connections, WARM_UP, MEASURED, () -> {
                    cpu[moment[0]] = Proc.cpuSeconds(server.pid());
                    s3Cpu[moment[0]++] = s3.cpuSeconds();
                });
        if (stores) {
            s3.check(result.acknowledged());
        }
        double seconds = result.seconds();
        return new Result(
                result.requests() / seconds,
                result.events() / seconds,
                result.latencies().millis(0.5),
                result.latencies().millis(0.99),
                (cpu[1] - cpu[0]) * 1e6 / Math.max(1, result.events()),
                s3.puts(result.fromMillis(), result.toMillis()) / seconds,
                Proc.peakMebibytes(server.pid()),
                (s3Cpu[1] - s3Cpu[0]) / seconds,
                result.cpuSeconds() / seconds,
                result.refused());
    }
}
