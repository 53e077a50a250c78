package clickstream.ingest.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.FaultyPutProxy;
import clickstream.testing.FaultyPutProxy.Outcome;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingLambda;
import clickstream.testing.TestingS3;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The function as Lambda runs it: the jar that is deployed, under AWS's runtime client, on a stub of the Runtime API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClickstreamHandlerIT {

    private static final String EVENT = "{\\\"eventName\\\":\\\"click\\\"}";
    private static final String SHOP = "https://shop.example";

    private final TestingS3 s3 = TestingS3.start();

    /** Of the next PUTs; those behind them are stored. */
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

    private final FaultyPutProxy proxy = FaultyPutProxy.start(s3, () -> {
        Outcome next = outcomes.poll();
        return next == null ? Outcome.STORED : next;
    });

    private final TestingLambda lambda = TestingLambda.start(environment());

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(proxy.environment());
        environment.put("INGEST_ALLOWED_ORIGINS", SHOP);
        return environment;
    }

    @BeforeEach
    void empty() {
        s3.deleteAll();
    }

    @AfterAll
    void stop() {
        lambda.close();
        proxy.close();
        s3.close();
    }

    @Test
    void anEventOfThePredecessorsFormIsStoredAsBefore() {
        String answer = lambda.invoke(post(EVENT, false));

        assertThat(answer)
                .startsWith("{\"statusCode\":200,")
                .contains("\"body\":\"{\\\"success\\\":true}\"")
                .contains("\"Access-Control-Allow-Origin\":\"https://shop.example\"")
                .endsWith("\"isBase64Encoded\":false}");
        assertThat(s3.keys("")).singleElement().asString().matches("events/.*/event-[-0-9a-f]{36}\\.json");
        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .matches(
                        "\\{\"eventName\":\"click\",\"_ingest\":\\{\"receivedAt\":\"[^\"]*\",\"sourceIp\":\"203.0.113.9\","
                                + "\"userAgent\":\"Browser\",\"method\":\"POST\",\"path\":\"/clickstream\",\"requestId\":\"request-1\","
                                + "\"apiId\":\"api-1\",\"stage\":\"\\$default\",\"traceId\":\"Root=1-2\"}}");
    }

    @Test
    void severalEventsAreOneObject() {
        assertThat(lambda.invoke(post(EVENT + "\\n" + EVENT, false))).contains("\\\"accepted\\\":2");
        assertThat(s3.keys("")).singleElement().asString().endsWith(".json.gz");
        assertThat(StoredEvents.lines(s3)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,    $default, /clickstream,       200",
        "POST,    $default, /clickstream/,      200",
        "POST,    prod,     /prod/clickstream,  200",
        "POST,    prod,     /clickstream,       200",
        "POST,    prod,     /other/clickstream, 404",
        "GET,     $default, /clickstream,       405",
        "OPTIONS, $default, /clickstream,       204",
    })
    void aStageIsNoPartOfThePath(String method, String stage, String path, int status) {
        assertThat(lambda.invoke(request(method, stage, path, SHOP, EVENT, false)))
                .startsWith("{\"statusCode\":%d,".formatted(status))
                .contains("\"Vary\":\"Origin\"");
    }

    @Test
    void aFunctionUrlIsTheSame() {
        String event = """
                {"version":"2.0","routeKey":"$default","rawPath":"/clickstream","rawQueryString":"",
                 "headers":{"content-type":"text/plain;charset=UTF-8","x-forwarded-for":"6.6.6.6","x-forwarded-proto":"https",
                            "host":"abcdefgh.lambda-url.ap-southeast-1.on.aws","origin":"https://shop.example"},
                 "requestContext":{"accountId":"anonymous","apiId":"abcdefgh","authorizer":{"iam":{"accessKey":"x"}},
                   "domainName":"abcdefgh.lambda-url.ap-southeast-1.on.aws","domainPrefix":"abcdefgh",
                   "http":{"method":"POST","path":"/clickstream","protocol":"HTTP/1.1","sourceIp":"203.0.113.9","userAgent":"Browser"},
                   "requestId":"request-2","routeKey":"$default","stage":"$default","time":"20/Nov/2026:13:05:01 +0000",
                   "timeEpoch":1795179901000},
                 "body":"%s","isBase64Encoded":true}
                """.formatted(base64("{\"eventName\":\"click\"}"));

        assertThat(lambda.invoke(event)).startsWith("{\"statusCode\":200,");
        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .contains("\"sourceIp\":\"203.0.113.9\"", "\"apiId\":\"abcdefgh\"", "\"requestId\":\"request-2\"");
    }

    @Test
    void base64IsUndoneBeforeTheBodyIsRead() {
        String event = base64("{\"eventName\":\"đ\"}");

        assertThat(lambda.invoke(post(event, true))).startsWith("{\"statusCode\":200,");
        assertThat(StoredEvents.lines(s3)).singleElement().asString().startsWith("{\"eventName\":\"đ\",");
        assertThat(lambda.invoke(post("*", true)))
                .startsWith("{\"statusCode\":400,")
                .contains("\\\"code\\\":\\\"bad_base64\\\"");
    }

    /** Base64 of the largest body is larger than the largest body. */
    @Test
    void theLimitIsOfTheDecodedBody() {
        String most = "{}" + " ".repeat((1 << 20) - 2);

        assertThat(lambda.invoke(post(base64(most), true))).startsWith("{\"statusCode\":200,");
        assertThat(lambda.invoke(post(base64(most + " "), true)))
                .startsWith("{\"statusCode\":413,")
                .contains("\"Access-Control-Allow-Origin\":\"https://shop.example\"")
                .contains("INGEST_MAX_BODY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\\\"a\\\":"})
    void whatHoldsNoEventIs400(String body) {
        assertThat(lambda.invoke(post(body, false)))
                .startsWith("{\"statusCode\":400,")
                .contains("\\\"success\\\":false", "\\\"requestId\\\":\\\"request-1\\\"");
        assertThat(s3.keys("")).isEmpty();
    }

    @Test
    void aBrowsersQuestionIsAnsweredForAllowedOriginsOnly() {
        assertThat(lambda.invoke(request("OPTIONS", "$default", "/clickstream", SHOP, "", false)))
                .contains("\"Access-Control-Allow-Origin\":\"https://shop.example\"")
                .contains("\"Access-Control-Allow-Methods\":\"POST, OPTIONS\"")
                .contains("\"Access-Control-Allow-Headers\":\"content-type, content-encoding, x-api-key\"")
                .contains("\"Access-Control-Max-Age\":\"86400\"");
        assertThat(lambda.invoke(request("OPTIONS", "$default", "/clickstream", "https://other.example", "", false)))
                .doesNotContain("Access-Control-Allow-Origin");
    }

    /** Between two invocations Lambda stops the process: what is not stored by then may never be. */
    @Test
    void anInvocationEndsOnceItsOwnPutHas() {
        for (int invocation = 1; invocation <= 20; invocation++) {
            int before = proxy.puts();
            lambda.invoke(post(EVENT, false));
            assertThat(proxy.puts()).isEqualTo(before + 1);
            assertThat(s3.keys("")).hasSize(invocation);
        }
    }

    @Test
    void aPutWhoseAnswerGotLostIsTriedAgainUnderTheSameKey() {
        outcomes.addAll(List.of(Outcome.CUT_BEHIND_THE_BYTES, Outcome.SLOW_DOWN, Outcome.CUT));

        assertThat(lambda.invoke(post(EVENT, false))).startsWith("{\"statusCode\":200,");
        assertThat(StoredEvents.lines(s3)).hasSize(1);
        assertThat(proxy.exists()).isEqualTo(1);
    }

    @Test
    void whatS3RefusesIsNotAcknowledged() {
        outcomes.add(Outcome.REFUSED);

        assertThat(lambda.invoke(post(EVENT, false)))
                .startsWith("{\"statusCode\":503,")
                .contains("\"Retry-After\":\"5\"", "\"Access-Control-Expose-Headers\":\"Retry-After\"")
                .contains("\\\"code\\\":\\\"not_stored\\\"");
        assertThat(s3.keys("")).isEmpty();
    }

    /** Lambda ends what takes 20 s, by jobs/ingest-aws/lambda.yaml. */
    @Tag("long")
    @Test
    void whileS3FailsTheSenderIsToldToTryAgain() {
        outcomes.addAll(Collections.nCopies(100, Outcome.SLOW_DOWN));
        long start = System.nanoTime();

        String answer = lambda.invoke(post(EVENT, false));
        outcomes.clear();

        assertThat(answer).startsWith("{\"statusCode\":503,").contains("\\\"code\\\":\\\"not_stored\\\"");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(s3.keys("")).isEmpty();
    }

    /** Payload format 1.0, as an API that is not set up for the function sends it. */
    @Test
    void anotherFormatFailsAndSaysWhy() {
        assertThat(lambda.invoke(
                        "{\"version\":\"1.0\",\"httpMethod\":\"POST\",\"path\":\"/clickstream\",\"body\":\"{}\"}"))
                .contains("The request has no requestContext.http.method: is its payload format 2.0?");
        assertThat(lambda.invoke(post(EVENT, false))).startsWith("{\"statusCode\":200,");
    }

    @Test
    void itsLogHasALineARequestAndNothingOfAPerson() {
        lambda.invoke(post("{\\\"eventName\\\":\\\"secret-name\\\",\\\"userId\\\":\\\"jane\\\"}", false));

        assertThat(lambda.log())
                .containsPattern("status=200 events=1 bytes=43 key=events/\\S+ ms=\\d+ request=request-1")
                .doesNotContain("203.0.113.9", "6.6.6.6", "Browser", "secret-name", "jane");
    }

    @Test
    void aWrongSettingEndsTheStartAndIsNamed() {
        Map<String, String> environment = environment();
        environment.put("INGEST_LINGERS", "1s");
        try (TestingLambda wrong = TestingLambda.start(environment)) {
            assertThat(wrong.invoke(post(EVENT, false))).contains("INGEST_LINGERS is not a setting");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String post(String body, boolean base64) {
        return request("POST", "$default", "/clickstream", SHOP, body, base64);
    }

    private static String request(
            String method, String stage, String path, String origin, String body, boolean base64) {
        return """
                {"version":"2.0","routeKey":"$default","rawPath":"%s","rawQueryString":"","cookies":["a=b"],
                 "headers":{"content-type":"application/json","origin":"%s","user-agent":"Browser",
                            "x-amzn-trace-id":"Root=1-2","x-forwarded-for":"6.6.6.6"},
                 "requestContext":{"accountId":"1","apiId":"api-1","authentication":null,
                   "http":{"method":"%s","path":"%s","protocol":"HTTP/1.1","sourceIp":"203.0.113.9","userAgent":"Browser"},
                   "requestId":"request-1","routeKey":"$default","stage":"%s","timeEpoch":1795179901000},
                 "body":"%s","isBase64Encoded":%s}
                """.formatted(path, origin, method, path, stage, body, base64);
    }
}
