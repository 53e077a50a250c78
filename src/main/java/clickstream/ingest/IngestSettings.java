package clickstream.ingest;

import clickstream.credentials.Logins;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the environment says of the ingest.
 *
 * @param bucket of raw events
 * @param allowedOrigins whose pages may read answers; {@code *} for all
 * @param key that requests must bear; empty for none
 * @param trustedHops how many proxies of one's own stand in front
 * @param sourceAddress how much of a client's address is kept
 * @param limits of a request
 * @param linger how long an object waits for further events
 * @param events what is special of {@code POST /events}
 * @param uploads of images
 * @param configArn of the secret that says more of who is let in; empty where there is none
 * @param logFormat of the log on standard error
 */
public record IngestSettings(
        String bucket,
        List<String> allowedOrigins,
        String key,
        int trustedHops,
        SourceAddress sourceAddress,
        Limits limits,
        Duration linger,
        EventsSettings events,
        UploadsSettings uploads,
        String configArn,
        IngestLog.Format logFormat) {

    /** The variable that names a secret. */
    static final String CONFIG = "APP_CONFIG";

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** The loader's limit of an object, less what an object may be larger than it is meant to be. */
    private static final int MOST_BYTES = 8 * MIB;

    /** Less than a request waits. */
    private static final Duration LONGEST_LINGER = Duration.ofSeconds(5);

    public IngestSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /**
     * Reads the variables.
     *
     * @throws IllegalArgumentException naming every variable that is missing, wrong or unknown, in one line
     */
    public static IngestSettings of(Map<String, String> environment) {
        SettingsReader read = new SettingsReader(environment);
        String bucket = read.bucket("RAW_BUCKET_NAME");
        IngestSettings settings = new IngestSettings(
                bucket,
                origins(read),
                read.text("INGEST_KEY", ""),
                read.number("INGEST_TRUSTED_HOPS", 0, 0, 10),
                read.choice("INGEST_SOURCE_IP", SourceAddress.FULL),
                new Limits(
                        read.bytes("INGEST_MAX_BODY", MIB, MOST_BYTES),
                        read.bytes("INGEST_MAX_INFLATED", 4 * MIB, MOST_BYTES),
                        read.number("INGEST_MAX_EVENTS", 500, 1, 10_000),
                        read.bytes("INGEST_MAX_EVENT", 64 * KIB, MOST_BYTES)),
                read.duration("INGEST_LINGER", Duration.ofMillis(100), LONGEST_LINGER),
                EventsSettings.read(read),
                UploadsSettings.read(read, bucket),
                config(read),
                read.choice("CLICKSTREAM_LOG_FORMAT", IngestLog.Format.TEXT));
        read.check();
        return settings;
    }

    private static List<String> origins(SettingsReader read) {
        List<String> origins = read.list("INGEST_ALLOWED_ORIGINS", "*");
        if (origins.isEmpty() || !origins.stream().allMatch(Cors::isOrigin)) {
            read.complain(
                    "INGEST_ALLOWED_ORIGINS must be * or origins as browsers write them, such as https://shop.example.com, "
                            + "with commas in between");
        }
        return origins;
    }

    private static String config(SettingsReader read) {
        String arn = read.text(CONFIG, "");
        if (!arn.isEmpty() && !Logins.isSecret(arn)) {
            // Without what it is: it may be the secret itself.
            read.complain("%s is not an ARN such as arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf"
                    .formatted(CONFIG));
        }
        return arn;
    }
}
