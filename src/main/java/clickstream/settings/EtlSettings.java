package clickstream.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code clickstream.*}. The defaults are right for 2 vCPU and 1 GiB.
 *
 * @param maxObjectSize the largest object that is read, as stored and inflated
 */
@ConfigurationProperties("clickstream")
public record EtlSettings(
        @DefaultValue("16MB") DataSize maxObjectSize,
        @DefaultValue Fetch fetch,
        @DefaultValue Load load,
        @DefaultValue Database database,
        @DefaultValue Metrics metrics) {

    public EtlSettings {
        within(
                "clickstream.max-object-size",
                maxObjectSize.toBytes(),
                1,
                DataSize.ofMegabytes(512).toBytes());
    }

    /**
     * Connections of the pool: each range holds one for its chunks and one, now and then, for the ledger; Spring Batch needs one or two for
     * an hour.
     */
    public int poolSize() {
        return 2 * (load.partitions() + load.parallelHours());
    }

    /**
     * Reading S3.
     *
     * @param inFlight GETs at once, of the whole process, at most
     * @param ahead bytes of objects that are held at once, of the whole process
     * @param attempts how often a request is tried in all
     * @param attemptTimeout bounds an attempt, the reading of the body included
     */
    public record Fetch(
            @DefaultValue("256") int inFlight,
            @DefaultValue("32MB") DataSize ahead,
            @DefaultValue("6") int attempts,
            @DefaultValue("30s") Duration attemptTimeout) {

        public Fetch {
            within("clickstream.fetch.in-flight", inFlight, 1, 10_000);
            within(
                    "clickstream.fetch.ahead",
                    ahead.toBytes(),
                    1,
                    DataSize.ofGigabytes(64).toBytes());
            within("clickstream.fetch.attempts", attempts, 1, 100);
            within("clickstream.fetch.attempt-timeout in milliseconds", attemptTimeout.toMillis(), 1, 3_600_000);
        }
    }

    /**
     * Writing PostgreSQL.
     *
     * @param partitions ranges that are loaded at once
     * @param parallelHours hours that are loaded at once; their ranges share the threads of {@code partitions}. Set by
     *     {@code --parallel-hours}, not by people
     * @param objectsPerPartition how many objects are worth a range of their own; one of more than 1 KiB counts as one a KiB
     * @param attempts how often an hour is tried in all, while what fails is transient; the pauses double from 1 s to 30 s
     * @param rejectRatio the share of rejects in a run, from 0 to 1, above which the exit code says so
     * @param rejectMinimum fewer rejects in a run are no reason to say so, whatever their share
     */
    public record Load(
            @DefaultValue("4") int partitions,
            @DefaultValue("1") int parallelHours,
            @DefaultValue("2000") int objectsPerPartition,
            @DefaultValue("8") int attempts,
            @DefaultValue("0.05") double rejectRatio,
            @DefaultValue("10") long rejectMinimum) {

        /** More than this gains nothing: the ranges of all hours share the threads. */
        public static final int MOST_PARALLEL_HOURS = 16;

        public Load {
            within("clickstream.load.partitions", partitions, 1, 256);
            within("clickstream.load.parallel-hours", parallelHours, 1, MOST_PARALLEL_HOURS);
            within("clickstream.load.reject-ratio in percent", Math.round(rejectRatio * 100), 0, 100);
            within("clickstream.load.reject-minimum", rejectMinimum, 1, Long.MAX_VALUE);
            within("clickstream.load.attempts", attempts, 1, 1_000);
            within("clickstream.load.objects-per-partition", objectsPerPartition, 1, Integer.MAX_VALUE);
        }
    }

    /**
     * The database, beyond where it is.
     *
     * @param statementTimeout the server ends a statement that takes longer; where it says nothing for ten seconds more, the connection
     *     is given up
     * @param rootCertificate file with the certificate authorities to trust where TLS is verified; null for those of the JVM
     */
    public record Database(
            @DefaultValue("45s") Duration statementTimeout,
            @Nullable Path rootCertificate) {

        public Database {
            within(
                    "clickstream.database.statement-timeout in milliseconds",
                    statementTimeout.toMillis(),
                    1,
                    86_400_000);
        }
    }

    /**
     * Where figures go.
     *
     * @param otlp where an OTLP receiver takes metrics by HTTP; null for nowhere
     * @param embedded whether each run is a line of the log in CloudWatch's embedded metric format
     */
    public record Metrics(
            @Nullable URI otlp, @DefaultValue("false") boolean embedded) {

        public Metrics {
            if (otlp != null
                    && (otlp.getHost() == null || !Set.of("http", "https").contains(otlp.getScheme()))) {
                throw new IllegalArgumentException(
                        "clickstream.metrics.otlp must be an address such as http://localhost:4318/v1/metrics, but is %s"
                                .formatted(otlp));
            }
        }
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d, but is %d".formatted(name, least, most, value));
        }
    }
}
