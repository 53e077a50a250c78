package clickstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IngestSettingsTest {

    /** A row of the table in docs/settings.md: name, default where there is one, what it may be. */
    private static final Pattern ROW =
            Pattern.compile("\\| `((?:INGEST|EVENTS|CLICKSTREAM)_\\w+)` \\| (?:`([^`]*)`|[^|]*) \\| ([^|]*) \\|");

    private static final Pattern QUOTED = Pattern.compile("`([^`/]*)`");
    private static final Pattern LAST = Pattern.compile(" to `(\\d+)(\\w*)`");

    @Test
    void onlyTheBucketMustBeSet() {
        assertThat(IngestSettings.of(Map.of("RAW_BUCKET_NAME", "raw")))
                .isEqualTo(new IngestSettings(
                        "raw",
                        List.of("*"),
                        "",
                        0,
                        SourceAddress.FULL,
                        new Limits(1_048_576, 4_194_304, 500, 65_536),
                        Duration.ofMillis(100),
                        new EventsSettings(
                                Set.of(EventSink.S3, EventSink.LOG),
                                Set.copyOf(EventsSettings.KNOWN_NAMES),
                                "",
                                Set.of()),
                        UploadsSettings.OFF,
                        "",
                        IngestLog.Format.TEXT));
    }

    @Test
    void eachCanBeSet() {
        assertThat(IngestSettings.of(Map.of(
                        "RAW_BUCKET_NAME", "raw",
                        "INGEST_ALLOWED_ORIGINS", "https://a.example, https://b.example",
                        "INGEST_KEY", "k",
                        "INGEST_TRUSTED_HOPS", "2",
                        "INGEST_SOURCE_IP", "truncated",
                        "INGEST_MAX_BODY", "2MiB",
                        "INGEST_MAX_INFLATED", "3MB",
                        "INGEST_MAX_EVENTS", "7",
                        "INGEST_MAX_EVENT", "1024",
                        "INGEST_LINGER", "1s")))
                .isEqualTo(new IngestSettings(
                        "raw",
                        List.of("https://a.example", "https://b.example"),
                        "k",
                        2,
                        SourceAddress.TRUNCATED,
                        new Limits(2 << 20, 3 << 20, 7, 1_024),
                        Duration.ofSeconds(1),
                        EventsSettings.read(new SettingsReader(Map.of())),
                        UploadsSettings.OFF,
                        "",
                        IngestLog.Format.TEXT));
        assertThat(with("CLICKSTREAM_LOG_FORMAT", "ecs").logFormat()).isEqualTo(IngestLog.Format.ECS);
    }

    @Test
    void theEventsApiHasSettingsOfItsOwn() {
        EventsSettings events = IngestSettings.of(Map.of(
                        "RAW_BUCKET_NAME", "raw",
                        "EVENTS_SINK", "log",
                        "INGEST_EVENT_NAMES", "size_guide_open, quiz_done",
                        "INGEST_USER_POOL", "ap-southeast-1_AbCdEfGhI",
                        "INGEST_AUDIENCES", "web,app"))
                .events();

        assertThat(events.sinks()).containsExactly(EventSink.LOG);
        assertThat(events.names())
                .contains("page_view", "size_guide_open", "quiz_done")
                .hasSize(17);
        assertThat(events.issuer())
                .isEqualTo("https://cognito-idp.ap-southeast-1.amazonaws.com/ap-southeast-1_AbCdEfGhI");
        assertThat(events.audiences()).containsExactlyInAnyOrder("web", "app");
    }

    @Test
    void uploadsHaveABucketOfTheirOwn() {
        Map<String, String> environment = Map.of(
                "RAW_BUCKET_NAME", "raw",
                "ASSETS_BUCKET_NAME", "assets",
                "INGEST_ASSETS_URL", "https://images.example/shop/",
                "INGEST_UPLOAD_ROLES", "admin, editor");

        assertThat(IngestSettings.of(environment).uploads())
                .isEqualTo(new UploadsSettings("assets", "https://images.example/shop", Set.of("admin", "editor")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IngestSettings.of(
                        Map.of("RAW_BUCKET_NAME", "raw", "ASSETS_BUCKET_NAME", "raw", "INGEST_ASSETS_URL", "images")))
                .withMessage("INGEST_ASSETS_URL is not an address such as https://images.example.com; "
                        + "ASSETS_BUCKET_NAME must be another bucket than RAW_BUCKET_NAME");
    }

    @ParameterizedTest
    @CsvSource({
        "INGEST_TRUSTED_HOPS, -1,    'INGEST_TRUSTED_HOPS is ''-1'', which is not a number such as 0'",
        "INGEST_TRUSTED_HOPS, 11,    'INGEST_TRUSTED_HOPS must be between 0 and 10, but is 11'",
        "INGEST_SOURCE_IP,    half,  'INGEST_SOURCE_IP is ''half'', and must be one of full, truncated, none'",
        "INGEST_MAX_BODY,     much,  'INGEST_MAX_BODY is ''much'', which is not a size such as 1024KiB'",
        "INGEST_MAX_BODY,     9MiB,  'INGEST_MAX_BODY must be between 1 and 8388608, but is 9437184'",
        "INGEST_MAX_EVENT,    0,     'INGEST_MAX_EVENT must be between 1 and 8388608, but is 0'",
        "INGEST_MAX_EVENTS,   1e3,   'INGEST_MAX_EVENTS is ''1e3'', which is not a number such as 500'",
        "INGEST_LINGER,       6s,    'INGEST_LINGER must be between 0 and 5000, but is 6000'",
        "INGEST_LINGER,       10,    'INGEST_LINGER is ''10'', which is not a time such as 100ms'",
        "RAW_BUCKET_NAME,     raw/,  'RAW_BUCKET_NAME is ''raw/'', with a slash, and no bucket''s name has one; events are looked for below events/ in the bucket'",
        "RAW_BUCKET_NAME,     arn:aws:s3:eu-west-1:123456789012:accesspoint/raw, 'RAW_BUCKET_NAME is ''arn:aws:s3:eu-west-1:123456789012:accesspoint/raw'', the ARN of an access point; the ingest needs its alias, or the name of the bucket'",
        "EVENTS_SINK,         kafka, 'EVENTS_SINK is ''kafka'', and must be of s3, log, with commas in between'",
        "EVENTS_SINK,         ',',   'EVENTS_SINK is '','', and must be of s3, log, with commas in between'",
        "INGEST_ALLOWED_ORIGINS, https://a.example/, 'INGEST_ALLOWED_ORIGINS must be * or origins as browsers write them, such as https://shop.example.com, with commas in between'",
        "INGEST_ALLOWED_ORIGINS, ',', 'INGEST_ALLOWED_ORIGINS must be * or origins as browsers write them, such as https://shop.example.com, with commas in between'",
        "INGEST_USER_POOL,    pool,  'INGEST_USER_POOL is neither the id of a pool, such as eu-west-1_AbCdEfGhI, nor an address'",
        "INGEST_AUDIENCES,    web,   'INGEST_USER_POOL and INGEST_AUDIENCES are set together or not at all'",
        "INGEST_LINGER,       soon,  'INGEST_LINGER is ''soon'', which is not a time such as 100ms'",
        "ASSETS_BUCKET_NAME,  assets, 'ASSETS_BUCKET_NAME and INGEST_ASSETS_URL are set together or not at all'",
        "INGEST_ASSETS_URL,   https://images.example, 'ASSETS_BUCKET_NAME and INGEST_ASSETS_URL are set together or not at all'",
        "INGEST_UPLOAD_ROLES, ',',   'INGEST_UPLOAD_ROLES names no role'",
        "APP_CONFIG, '{\"key\":\"k\"}', 'APP_CONFIG is not an ARN such as arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf'",
        "CLICKSTREAM_LOG_FORMAT, xml, 'CLICKSTREAM_LOG_FORMAT is ''xml'', and must be one of text, ecs'",
    })
    void aBadValueIsNamed(String name, String value, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, value)).withMessage(message);
    }

    @Test
    void theDocumentsNameEachWithItsDefaultAndItsBounds() throws IOException {
        String document = Files.readString(Path.of("docs", "settings.md"));
        List<MatchResult> rows = ROW.matcher(document.substring(document.indexOf("\n## The ingest\n")))
                .results()
                .toList();

        assertThat(rows.stream().map(row -> row.group(1)).filter(name -> name.startsWith("INGEST_")))
                .containsExactlyInAnyOrderElementsOf(names());
        for (MatchResult row : rows) {
            String name = row.group(1);
            assertThat(with(name, Objects.requireNonNullElse(row.group(2), "")))
                    .as(name)
                    .isEqualTo(with(name, ""));
            QUOTED.matcher(row.group(3)).results().map(value -> value.group(1)).forEach(value -> with(name, value));
            LAST.matcher(row.group(3))
                    .results()
                    .map(last -> (Integer.parseInt(last.group(1)) + 1) + last.group(2))
                    .forEach(beyond -> assertThatIllegalArgumentException()
                            .as("%s %s", name, beyond)
                            .isThrownBy(() -> with(name, beyond)));
        }
        assertThat(LAST.matcher(document).results()).hasSizeGreaterThanOrEqualTo(6);
    }

    /** Those that a wrong one is told. */
    private static List<String> names() {
        try {
            with("INGEST_UNKNOWN", "x");
        } catch (IllegalArgumentException e) {
            return List.of(String.valueOf(e.getMessage())
                    .replaceFirst(".*; those are ", "")
                    .split(", ", -1));
        }
        throw new AssertionError("INGEST_UNKNOWN is taken");
    }

    private static IngestSettings with(String name, String value) {
        Map<String, String> environment = new HashMap<>(Map.of("RAW_BUCKET_NAME", "raw"));
        environment.put(name, value);
        return IngestSettings.of(environment);
    }

    /** Kubernetes sets these beside a service that is called ingest. */
    @ParameterizedTest
    @ValueSource(
            strings = {"INGEST_SERVICE_HOST", "INGEST_SERVICE_PORT_HTTP", "INGEST_PORT", "INGEST_PORT_8080_TCP_ADDR"})
    void aVariableThatSaysWhereAServiceIsIsNoSetting(String name) {
        assertThat(IngestSettings.of(Map.of("RAW_BUCKET_NAME", "raw", name, "10.0.0.1")))
                .isEqualTo(IngestSettings.of(Map.of("RAW_BUCKET_NAME", "raw")));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        Map<String, String> environment = new HashMap<>();
        environment.put("RAW_BUCKET_NAME", "");
        environment.put("INGEST_LINGER", "x");
        environment.put("INGEST_MAXBODY", "1MiB");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> IngestSettings.of(environment))
                .withMessage("RAW_BUCKET_NAME is not set in the environment; "
                        + "INGEST_LINGER is 'x', which is not a time such as 100ms; "
                        + "INGEST_MAXBODY is not a setting; those are INGEST_ALLOWED_ORIGINS, INGEST_ASSETS_URL, INGEST_AUDIENCES, "
                        + "INGEST_EVENT_NAMES, INGEST_KEY, INGEST_LINGER, "
                        + "INGEST_MAX_BODY, INGEST_MAX_EVENT, INGEST_MAX_EVENTS, INGEST_MAX_INFLATED, INGEST_SOURCE_IP, "
                        + "INGEST_TRUSTED_HOPS, INGEST_UPLOAD_ROLES, INGEST_USER_POOL");
    }
}
