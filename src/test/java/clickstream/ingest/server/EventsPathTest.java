package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.SaidLines;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code POST /events} takes of guests, stores and says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsPathTest {

    private static final String ID = "7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11";
    private static final String EVENT = "{\"eventName\":\"click\",\"eventId\":\"%s\"}".formatted(ID);

    private final TestingS3 s3 = TestingS3.start();
    private final SaidLines said = SaidLines.open();
    private final TestingIngest ingest =
            TestingIngest.start(s3.environment(), Map.of("INGEST_EVENT_NAMES", "quiz_done"));

    @BeforeEach
    void empty() {
        s3.keys("").forEach(s3::delete);
        said.clear();
    }

    @AfterAll
    void stop() {
        ingest.close();
        said.close();
        s3.close();
    }

    @Test
    void anEventIsStoredAndSaid() {
        HttpResponse<String> answer = ingest.postEvents(EVENT, "User-Agent", "A");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"success\":true}");
        String stored = "\\{\"eventName\":\"click\",\"eventId\":\"" + ID + "\",\"identitySource\":\"guest\","
                + "\"_ingest\":\\{\"receivedAt\":\"[-0-9T:.]{23}Z\",\"sourceIp\":\"127.0.0.1\",\"userAgent\":\"A\","
                + "\"method\":\"POST\",\"path\":\"/events\",\"requestId\":\"[-0-9a-f]{36}\"}";
        assertThat(StoredEvents.lines(s3)).singleElement().asString().matches(stored + "}");
        assertThat(said.lines())
                .singleElement()
                .asString()
                .matches(stored + ",\"type\":\"event\",\"method\":\"POST\",\"path\":\"/events\",\"statusCode\":200,"
                        + "\"latencyMs\":\\d+,\"userAgent\":\"A\",\"sourceIp\":\"127.0.0.1\","
                        + "\"requestId\":\"[-0-9a-f]{36}\"}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"eventName\":\"page_view\"}",
                "{\"event_name\":\"page_view\"}",
                "{\"eventName\":null,\"event_name\":\"checkout_complete\"}",
                "{\"eventName\":\"quiz_done\"}",
                "{\"eventName\":\"nonsense\",\"eventName\":\"click\"}",
                "{\"eventName\":\"clic\\u006b\"}",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"2026-11-20T13:05:01.123Z\"}",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"2026-11-20T13:05:01+07\"}",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"Fri, 20 Nov 2026 13:05:01 GMT\"}",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"2026-11-20\"}",
                "{\"eventName\":\"click\",\"eventTimestamp\":1763643901123}",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"1763643901123\"}",
                "{\"eventName\":\"click\",\"eventTimestamp\":null}",
                "{\"eventName\":\"click\",\"product\":{\"id\":\"p\",\"name\":\"n\",\"brand\":{\"name\":\"b\"},\"price\":0,\"discountPrice\":null}}",
                "{\"eventName\":\"click\",\"product\":{\"price\":-0.0,\"discountPrice\":1e999999999}}",
                "{\"eventName\":\"click\",\"productId\":\"p\",\"name\":\"n\",\"category\":\"c\",\"brand\":\"b\",\"price\":199000,\"urlPath\":\"/p\"}",
                "{\"eventName\":\"click\",\"name\":5,\"price\":\"free\",\"category\":[]}",
                "{\"eventName\":\"click\",\"product\":{\"stock\":-1},\"element\":{\"id\":7},\"price\":-1}",
            })
    void theseAreTaken(String body) {
        HttpResponse<String> answer = ingest.postEvents(body);

        assertThat(answer.body()).isEqualTo("{\"success\":true}");
        assertThat(StoredEvents.lines(s3)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{}                                            | unknown_event",
                "{\"eventName\":\"\"}                              | unknown_event",
                "{\"eventName\":\"Click\"}                         | unknown_event",
                "{\"eventName\":\"nonsense\",\"event_name\":\"click\"} | unknown_event",
                "{\"eventName\":\"click\",\"eventName\":\"x\"}         | unknown_event",
                "{\"eventName\":7}                               | unknown_event",
                "{\"eventName\":[\"click\"]}                       | unknown_event",
                "{\"_ingest\":{\"eventName\":\"click\"}}             | unknown_event",
                "{\"eventName\":\"click\",\"clientId\":7}            | not_text",
                "{\"eventName\":\"click\",\"eventId\":17335}         | not_text",
                "{\"eventName\":\"click\",\"pageUrl\":{}}            | not_text",
                "{\"eventName\":\"click\",\"userId\":true}           | not_text",
                "{\"eventName\":\"click\",\"product\":{\"id\":7}}      | not_text",
                "{\"eventName\":\"click\",\"product\":{\"name\":[]}}   | not_text",
                "{\"eventName\":\"click\",\"productId\":7}           | not_text",
                "{\"eventName\":\"click\",\"productId\":\"p\",\"name\":7} | not_text",
                "{\"name\":7,\"eventName\":\"click\",\"productId\":\"p\"} | not_text",
                "{\"eventName\":\"click\",\"product\":\"p\"}           | bad_product",
                "{\"eventName\":\"click\",\"product\":[]}            | bad_product",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"soon\"} | bad_timestamp",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"\"}     | bad_timestamp",
                "{\"eventName\":\"click\",\"eventTimestamp\":true}   | bad_timestamp",
                "{\"eventName\":\"click\",\"eventTimestamp\":\"2026-02-30\"} | bad_timestamp",
                "{\"eventName\":\"click\",\"product\":{\"price\":-1}}  | bad_price",
                "{\"eventName\":\"click\",\"product\":{\"price\":-1e-9}} | bad_price",
                "{\"eventName\":\"click\",\"product\":{\"price\":\"1\"}} | bad_price",
                "{\"eventName\":\"click\",\"product\":{\"discountPrice\":{}}} | bad_price",
                "{\"eventName\":\"click\",\"productId\":\"p\",\"price\":-1} | bad_price",
                "{\"eventName\":\"click\",\"\\ud800\":1}             | malformed_json",
                "[]                                            | no_event",
                "7                                             | not_an_object",
                "{\"eventName\":                                 | malformed_json",
            })
    void theseAreRefused(String body, String code) {
        HttpResponse<String> answer = ingest.postEvents(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"success\":false,\"code\":\"%s\",".formatted(code));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(s3.keys("")).isEmpty();
        assertThat(said.lines())
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"refusal\",")
                .contains("\"statusCode\":400,", "\"code\":\"%s\"".formatted(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventId", "userId", "clientId", "sessionId", "productId"})
    void anIdHasAtMost256Characters(String name) {
        String body = "{\"eventName\":\"click\",\"%s\":\"%s\"}";

        assertThat(ingest.postEvents(body.formatted(name, "đ".repeat(256))).statusCode())
                .isEqualTo(200);
        assertThat(ingest.postEvents(body.formatted(name, "x".repeat(257))).body())
                .contains("\"code\":\"id_too_long\",\"message\":\"%s has more than 256 characters\"".formatted(name));
    }

    @Test
    void ofSeveralTheGoodOnesAreStored() {
        HttpResponse<String> answer = ingest.postEvents(
                "[%s,{\"eventName\":\"x\"},{\"eventName\":\"click\",\"product\":7},1,%s]".formatted(EVENT, EVENT));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"success\":true,\"accepted\":2,\"rejected\":[{\"index\":1,\"code\":\"unknown_event\"},"
                        + "{\"index\":2,\"code\":\"bad_product\"},{\"index\":3,\"code\":\"not_an_object\"}]}");
        assertThat(StoredEvents.lines(s3)).hasSize(2).last().asString().endsWith("\"index\":4}}");
        assertThat(said.lines()).hasSize(5);
        assertThat(said.lines().get(1)).contains("\"index\":4},\"type\":\"event\",");
        assertThat(said.lines().get(2)).endsWith("\"code\":\"unknown_event\",\"field\":\"eventName\",\"index\":1}");
    }

    @Test
    void whereAllAreBadItIsNever2xx() {
        assertThat(ingest.postEvents("[{\"eventName\":\"x\"},{\"eventName\":\"click\",\"product\":7}]")
                        .statusCode())
                .isEqualTo(400);
        assertThat(s3.keys("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"eventId\":null,",
                "\"eventId\":\"\",",
                "\"eventId\":\"undefined\",",
                "\"eventId\":\"{00000000-0000-0000-0000-000000000000}\",",
            })
    void anEventWithoutAnIdGetsOneThatTheLineHasToo(String member) {
        ingest.postEvents("{%s\"eventName\":\"click\"}".formatted(member));

        String id = StoredEvents.lines(s3).getFirst().replaceFirst(".*,\"eventId\":\"([-0-9a-f]{36})\".*", "$1");
        assertThat(id).hasSize(36);
        assertThat(said.lines()).singleElement().asString().contains(",\"eventId\":\"%s\"".formatted(id));
    }

    @Test
    void nobodyCanPassForOneWithAToken() {
        ingest.postEvents("{\"eventName\":\"click\",\"userId\":\"u\",\"identity_source\":\"tok\\u0065n\","
                + "\"identitySource\":\"token\",\"eventId\":\"%s\"}".formatted(ID));

        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .startsWith("{\"eventName\":\"click\",\"userId\":\"u\",\"claimedIdentitySource\":\"tok\\u0065n\","
                        + "\"claimedIdentitySource\":\"token\",\"eventId\":\"%s\",\"identitySource\":\"guest\","
                                .formatted(ID));
    }

    @Test
    void membersOfTheClientsDoNotPassForTheLinesOwn() {
        ingest.postEvents("{\"eventName\":\"click\",\"type\":\"authentication\",\"statusC\\u006fde\":500,\"_ingest\":1,"
                + "\"eventId\":\"%s\"}".formatted(ID));

        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .startsWith("{\"eventName\":\"click\",\"type\":\"authentication\",\"statusC\\u006fde\":500,"
                        + "\"_ingest_client\":1,");
        assertThat(said.lines())
                .singleElement()
                .asString()
                .startsWith("{\"eventName\":\"click\",\"type_client\":\"authentication\",\"statusCode_client\":500,"
                        + "\"_ingest_client\":1,");
    }

    @Test
    void itCanBeSaidOnlyOrStoredOnly() {
        try (TestingIngest only = TestingIngest.start(s3.environment(), Map.of("EVENTS_SINK", "log"))) {
            assertThat(only.postEvents(EVENT).statusCode()).isEqualTo(200);
            assertThat(s3.keys("")).isEmpty();
            assertThat(said.lines()).hasSize(1);
            assertThat(only.get("/metrics").body()).contains("clickstream_ingest_waiting_bytes 0\n");
        }
        said.clear();
        try (TestingIngest only = TestingIngest.start(s3.environment(), Map.of("EVENTS_SINK", "s3"))) {
            assertThat(only.postEvents(EVENT).statusCode()).isEqualTo(200);
            assertThat(only.postEvents("[]").statusCode()).isEqualTo(400);
            assertThat(s3.keys("")).hasSize(1);
            assertThat(said.lines()).isEmpty();
        }
    }

    @Test
    void whateverIsSentIsStoredOrRefused() {
        String several = "[{\"eventName\":\"click\",\"userId\":\"u\",\"product\":{\"id\":\"p\",\"price\":19}},%s]"
                .formatted(EVENT);
        String alphabet = "{}[]\",:\\\n7-.eu\u0111 \0";
        Random random = new Random(3);
        int stored = 0;
        int found = 0;
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder body = new StringBuilder(several);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                int place = random.nextInt(body.length());
                body.replace(place, place + random.nextInt(2), "" + alphabet.charAt(random.nextInt(alphabet.length())));
            }
            HttpResponse<String> answer = ingest.postEvents(body.toString());
            assertThat(answer.statusCode()).as("%s", body).isIn(200, 400);
            Matcher accepted = Pattern.compile("\"accepted\":(\\d)").matcher(answer.body());
            stored += answer.statusCode() != 200 ? 0 : accepted.find() ? Integer.parseInt(accepted.group(1)) : 1;
            for (String key : s3.keys("events/")) {
                // Each object is read once, for it stays as it is.
                found += keys.add(key)
                        ? Math.toIntExact(StoredEvents.text(s3, key).lines().count())
                        : 0;
            }
            assertThat(found).as("%s", body).isEqualTo(stored);
        }
        assertThat(StoredEvents.lines(s3)).hasSize(stored);
    }

    @Test
    void eventsOfTheOtherPathAreNeitherCheckedNorSaid() {
        assertThat(ingest.post("{\"eventName\":\"x\",\"product\":7}", "Authorization", "nonsense")
                        .statusCode())
                .isEqualTo(200);
        assertThat(said.lines()).isEmpty();
    }

    @Test
    void aBrowserMaySendATokenHere() {
        HttpResponse<String> answer = ingest.send(ingest.request("/events")
                .method("OPTIONS", BodyPublishers.noBody())
                .headers("Origin", "https://shop.example", "Access-Control-Request-Method", "POST")
                .build());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("content-type, content-encoding, x-api-key, authorization");
    }
}
