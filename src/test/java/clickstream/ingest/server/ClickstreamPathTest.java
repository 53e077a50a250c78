package clickstream.ingest.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.StoredEvents;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code POST /clickstream} answers and stores, over HTTP into S3's protocol, with the settings that nobody has set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClickstreamPathTest {

    private static final String EVENT = "{\"eventName\":\"click\",\"eventId\":\"1\"}";
    private static final String ONE_STORED = "{\"success\":true}";

    private final TestingS3 s3 = TestingS3.start();
    private final TestingIngest ingest = TestingIngest.start(s3.environment(), Map.of());

    @BeforeEach
    void empty() {
        s3.keys("").forEach(s3::delete);
    }

    @AfterAll
    void stop() {
        ingest.close();
        s3.close();
    }

    @Test
    void anEventOfThePredecessorsFormIsAnObjectOfItsOwn() {
        HttpResponse<String> answer = ingest.post(EVENT, "Content-Type", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ONE_STORED);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(s3.keys(""))
                .singleElement()
                .asString()
                .matches(
                        "events/\\d{4}/\\d\\d/\\d\\d/\\d\\d/event-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\.json");
        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .matches(
                        "\\{\"eventName\":\"click\",\"eventId\":\"1\",\"_ingest\":\\{\"receivedAt\":\"[-0-9]{10}T[:0-9]{8}\\.\\d{3}Z\","
                                + "\"sourceIp\":\"127.0.0.1\",\"userAgent\":\"Java-http-client[^\"]*\",\"method\":\"POST\",\"path\":\"/clickstream\","
                                + "\"requestId\":\"[-0-9a-f]{36}\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[%s,%s]", "%s\n%s\n", "%s%s", " [ %s\n,\r\n%s ] "})
    void severalEventsAreLinesOfOneGzipMember(String form) {
        String two = "{\"eventName\":\"view\"}";

        HttpResponse<String> answer = ingest.post(form.formatted(EVENT, two));

        assertThat(answer.body()).isEqualTo("{\"success\":true,\"accepted\":2}");
        assertThat(s3.keys("")).singleElement().asString().endsWith(".json.gz");
        assertThat(StoredEvents.lines(s3))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("{\"eventName\":\"click\",")
                                .endsWith(",\"index\":0}}"),
                        second -> assertThat(second)
                                .startsWith("{\"eventName\":\"view\",")
                                .endsWith(",\"index\":1}}"));
    }

    @Test
    void theClientsOwnBytesAreKept() {
        String odd =
                "{\"price\" : 9007199254740993,\n\"a\":1.0,\"a\":1e2, \"t\":\"\\u0111\\/\",\"_ingest\":{\"sourceIp\":\"6.6.6.6\"}}";

        ingest.post(odd);

        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .startsWith(
                        "{\"price\" : 9007199254740993, \"a\":1.0,\"a\":1e2, \"t\":\"\\u0111\\/\",\"_ingest_client\":{\"sourceIp\":\"6.6.6.6\"},"
                                + "\"_ingest\":{\"receivedAt\":");
    }

    @Test
    void requestsOfOneMomentShareAnObject() {
        List<Integer> statuses = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> ingest.post(EVENT).statusCode())
                .toList();

        assertThat(statuses).containsOnly(200);
        assertThat(StoredEvents.lines(s3)).hasSize(50);
        assertThat(s3.keys("")).hasSizeLessThan(50);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "application/json, 200",
                "APPLICATION/JSON; charset=utf-8, 200",
                "text/plain, 200",
                "text/plain;charset=UTF-8, 200",
                "application/x-ndjson, 200",
                "none, 200",
                "application/xml, 415",
                "application/x-www-form-urlencoded, 415",
                "multipart/form-data, 415",
                "nonsense, 415",
            })
    void theseContentTypesAreTaken(String type, int status) {
        HttpResponse<String> answer = type == null ? ingest.post(EVENT) : ingest.post(EVENT, "Content-Type", type);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertRefusal(answer, status, "unsupported_media_type");
    }

    @ParameterizedTest
    @CsvSource({"identity, 200", "gzip, 200", "GZIP, 200", "br, 415", "deflate, 415", "'gzip, gzip', 415"})
    void theseContentEncodingsAreTaken(String encoding, int status) {
        byte[] body = encoding.equals("identity") ? EVENT.getBytes(UTF_8) : gzip(EVENT);
        HttpResponse<String> answer = ingest.post(body, "Content-Encoding", encoding);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertRefusal(answer, status, "unsupported_encoding");
    }

    @Test
    void gzipIsKnownByItsFirstBytesToo() {
        assertThat(ingest.post(gzip(EVENT)).statusCode()).isEqualTo(200);
        assertThat(StoredEvents.lines(s3)).singleElement().asString().startsWith("{\"eventName\":\"click\",");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "``               | missing_body   | Missing request body",
                "{\"a\":          | malformed_json | Request body is not valid JSON",
                "` `              | no_event       | Request body holds no event",
                "[]               | no_event       | Request body holds no event",
                "null             | not_an_object  | Request body holds no JSON object, and each event must be one",
                "1                | not_an_object  | Request body holds no JSON object, and each event must be one",
                "\"a\"            | not_an_object  | Request body holds no JSON object, and each event must be one",
                "[1,null]         | not_an_object  | Request body holds no JSON object, and each event must be one",
            })
    void whatHoldsNoEventIs400(String body, String code, String message) {
        HttpResponse<String> answer = ingest.post(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .matches("\\{\"success\":false,\"code\":\"%s\",\"message\":\"%s\",\"requestId\":\"[-0-9a-f]{36}\"}"
                        .formatted(code, message));
        assertThat(s3.keys("")).isEmpty();
    }

    @Test
    void brokenGzipIs400() {
        byte[] cutOff = Arrays.copyOf(gzip(EVENT), 20);

        assertRefusal(ingest.post(cutOff), 400, "bad_gzip");
    }

    @Test
    void whatIsNoEventCostsOnlyItselfAndIsNamed() {
        HttpResponse<String> answer = ingest.post("[%s,7,{\"a\":\"%s\"},{\"b\":%s},%s]"
                .formatted(EVENT, "x".repeat(65_536), "[".repeat(100) + "]".repeat(100), EVENT));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"success\":true,\"accepted\":2,\"rejected\":[{\"index\":1,\"code\":\"not_an_object\"},"
                        + "{\"index\":2,\"code\":\"too_large\"},{\"index\":3,\"code\":\"too_deep\"}]}");
        assertThat(StoredEvents.lines(s3)).hasSize(2).last().asString().endsWith("\"index\":4}}");
    }

    @Test
    void limitsAre413AndNamed() {
        String tooLarge = "{\"a\":\"" + "x".repeat(65_536) + "\"}";
        assertThat(refusal(ingest.post(tooLarge)))
                .isEqualTo("413 too_large: The event is larger than 65536 bytes, the limit of INGEST_MAX_EVENT");
        assertThat(refusal(ingest.post("[%s,%s]".formatted(tooLarge, tooLarge))))
                .startsWith("413 too_large: ");
        assertThat(refusal(ingest.post("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")))
                .isEqualTo("413 too_deep: The event is nested deeper than 100 levels");
        assertThat(refusal(ingest.post("{}".repeat(501))))
                .isEqualTo(
                        "413 too_many_events: The request body holds more than 500 events, the limit of INGEST_MAX_EVENTS");
        assertThat(refusal(ingest.post(" ".repeat((1 << 20) + 1))))
                .isEqualTo(
                        "413 body_too_large: The request body is larger than 1048576 bytes, the limit of INGEST_MAX_BODY");
        assertThat(refusal(ingest.post(gzip(" ".repeat((4 << 20) + 1)))))
                .isEqualTo(
                        "413 inflated_too_large: The request body is larger than 4194304 bytes once inflated, the limit of INGEST_MAX_INFLATED");
        assertThat(s3.keys("")).isEmpty();
    }

    @Test
    void whatIsAtTheLimitsIsTaken() {
        String full = "{\"a\":\"" + "x".repeat(65_536 - 8) + "\"}";
        String events = IntStream.range(0, 15).mapToObj(_ -> full).collect(Collectors.joining("\n"));
        assertThat(ingest.post(events + " ".repeat((1 << 20) - events.length())).body())
                .isEqualTo("{\"success\":true,\"accepted\":15}");
        assertThat(ingest.post(gzip("{}".repeat(500))).body()).isEqualTo("{\"success\":true,\"accepted\":500}");
        assertThat(StoredEvents.lines(s3)).hasSize(515);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "QUERY"})
    void otherMethodsAre405(String method) {
        HttpResponse<String> answer = ingest.send(ingest.request("/clickstream")
                .method(method, BodyPublishers.noBody())
                .build());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST, OPTIONS");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    @ParameterizedTest
    @CsvSource({
        "/clickstream/, 200",
        "/clickstream?x=1, 200",
        "/clickstreams, 404",
        "/clickstream/x, 404",
        "/Clickstream, 404",
        "/, 404",
        "/health/live, 404",
        "/x/../clickstream, 404",
    })
    void otherPathsAre404(String path, int status) {
        HttpResponse<String> answer = ingest.send(
                ingest.request(path).POST(BodyPublishers.ofString(EVENT)).build());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    @Test
    void aBrowsersQuestionIsAnsweredWithoutABody() {
        HttpResponse<String> answer = ingest.send(ingest.request("/clickstream")
                .method("OPTIONS", BodyPublishers.noBody())
                .headers("Origin", "https://shop.example", "Access-Control-Request-Method", "POST")
                .build());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map())
                .containsEntry("access-control-allow-origin", List.of("*"))
                .containsEntry("access-control-allow-methods", List.of("POST, OPTIONS"))
                .containsEntry("access-control-allow-headers", List.of("content-type, content-encoding, x-api-key"))
                .containsEntry("access-control-max-age", List.of("86400"))
                .doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void healthAndMetricsAreServed() {
        ingest.post(EVENT);
        ingest.post("[%s,1,%s]".formatted(EVENT, EVENT));
        ingest.post("[]");

        assertThat(ingest.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(ingest.get("/health/ready").statusCode()).isEqualTo(200);
        HttpResponse<String> metrics = ingest.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body())
                .containsPattern("clickstream_ingest_requests_total\\{status=\"200\"} \\d+\n")
                .containsPattern("clickstream_ingest_requests_total\\{status=\"400\"} \\d+\n")
                .containsPattern("clickstream_ingest_events_total \\d+\n")
                .containsPattern("clickstream_ingest_refused_total\\{code=\"not_an_object\"} \\d+\n")
                .containsPattern("clickstream_ingest_refused_total\\{code=\"no_event\"} \\d+\n")
                .containsPattern("clickstream_ingest_batch_events_bucket\\{le=\"1\"} [1-9]\\d*\n")
                .containsPattern("clickstream_ingest_put_milliseconds_count [1-9]\\d*\n")
                .contains("clickstream_ingest_waiting_bytes 0\n")
                .contains("clickstream_ingest_oldest_milliseconds 0\n");
    }

    private void assertRefusal(HttpResponse<String> answer, int status, String code) {
        if (status != 200) {
            assertThat(refusal(answer)).startsWith("%d %s: ".formatted(status, code));
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(s3.keys("")).isEmpty();
        }
    }

    private static String refusal(HttpResponse<String> answer) {
        return answer.body()
                .replaceFirst(
                        "\\{\"success\":false,\"code\":\"(\\w+)\",\"message\":\"(.*)\",\"requestId\":\"[-0-9a-f]{36}\"}",
                        answer.statusCode() + " $1: $2");
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
