package clickstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.generate.AnyJson;
import clickstream.ingest.RequestHead.Gateway;
import clickstream.ingest.events.BodySplitter;
import clickstream.ingest.events.BodyValue;
import clickstream.ingest.events.BodyValue.ClientEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stamp, and that nothing else is done to an event's bytes. */
final class StampTest {

    private static final Instant AT = Instant.parse("2026-11-20T13:05:01.123456Z");

    private static final Stamp STAMP = Stamp.of(
            new RequestHead("POST", "/clickstream", "/clickstream", "", Map.of(), "", new Gateway("request-1", "", "")),
            AT,
            "");

    private static final String TEXT = "\"_ingest\":{\"receivedAt\":\"2026-11-20T13:05:01.123Z\",\"method\":\"POST\","
            + "\"path\":\"/clickstream\",\"requestId\":\"request-1\"}";

    @Test
    void itStandsBeforeTheClosingBrace() {
        assertThat(stamped("{\"a\":{}}")).isEqualTo("{\"a\":{}," + TEXT + "}");
        assertThat(stamped("{}")).isEqualTo("{" + TEXT + "}");
        assertThat(stamped("{ }")).isEqualTo("{ " + TEXT + "}");
        assertThat(stamped("{\"a\":1 }")).isEqualTo("{\"a\":1 ," + TEXT + "}");
    }

    @Test
    void oneOfSeveralHasItsIndex() {
        byte[] body = "{}".getBytes(UTF_8);
        assertThat(new String(STAMP.on(body, event(body), 17), UTF_8))
                .isEqualTo("{" + TEXT.substring(0, TEXT.length() - 1) + ",\"index\":17}}");
    }

    @Test
    void itSaysAllThatIsKnown() {
        Stamp stamp = Stamp.of(
                new RequestHead(
                        "POST",
                        "/clickstream",
                        "/prod/clickstream",
                        "",
                        Map.of("User-Agent", "A \"B\"\\\u0001\u009b \ud800 \ud83d\ude00", "X-Amzn-Trace-Id", "Root=1"),
                        "",
                        new Gateway("r", "api", "prod")),
                AT,
                "203.0.113.9");
        byte[] body = "{}".getBytes(UTF_8);

        assertThat(new String(stamp.on(body, event(body)), UTF_8))
                .isEqualTo("{\"_ingest\":{\"receivedAt\":\"2026-11-20T13:05:01.123Z\",\"sourceIp\":\"203.0.113.9\","
                        + "\"userAgent\":\"A \\\"B\\\"\\\\\\u0001\\u009b \ufffd \ud83d\ude00\",\"method\":\"POST\","
                        + "\"path\":\"/prod/clickstream\",\"requestId\":\"r\",\"apiId\":\"api\",\"stage\":\"prod\","
                        + "\"traceId\":\"Root=1\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"_ingest\":1}                       | {\"_ingest_client\":1",
                "{\"_ing\\u0065st\":{\"x\":[]},\"b\":2}  | {\"_ingest_client\":{\"x\":[]},\"b\":2",
                "{\"\\u005f\\u0069ngest\":1}           | {\"_ingest_client\":1",
                "{\"_ingest\":1,\"_ingest\":2}          | {\"_ingest_client\":1,\"_ingest_client\":2",
                "{\"a\":{\"_ingest\":1}}                | {\"a\":{\"_ingest\":1}",
                "{\"a\":\"_ingest\"}                    | {\"a\":\"_ingest\"",
                "{\"_ingest_client\":1}                | {\"_ingest_client\":1",
                "{\"_ingest \":1}                      | {\"_ingest \":1",
                "{\"_inges\":1}                        | {\"_inges\":1",
                "{\"_INGEST\":1}                       | {\"_INGEST\":1",
            })
    void aMemberOfTheClientsThatIsCalledSoIsRenamed(String event, String before) {
        assertThat(stamped(event)).isEqualTo(before + "," + TEXT + "}");
    }

    @Test
    void lineBreaksBetweenTokensBecomeBlanks() {
        assertThat(stamped("{\r\n\"a\"\n:\r1\n}")).isEqualTo("{  \"a\" : 1 ," + TEXT + "}");
    }

    @Test
    void theBytesOfAnyEventAreFoundAgain() {
        Random random = new Random(7);
        AnyJson any = new AnyJson(random, Set.of("eventName", "eventId", "product", "id"));
        for (int i = 0; i < 20_000; i++) {
            assertBytesAreKept(any.object(i / 400).getBytes(UTF_8));
        }
    }

    @Test
    void theBytesOfTheHostileObjectsEventsAreFoundAgain() throws IOException {
        int events = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/corpus"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                events += assertBytesAreKept(Files.readAllBytes(file));
            }
        }
        assertThat(events).isGreaterThan(200);
    }

    /** How many events there were. */
    private static int assertBytesAreKept(byte[] body) {
        int events = 0;
        for (BodyValue value : values(body)) {
            if (value instanceof ClientEvent event) {
                byte[] sent = slice(body, event.bytes().start(), event.bytes().end());
                String line = new String(STAMP.on(body, event), UTF_8);
                assertThat(line).doesNotContain("\n", "\r");
                String expected = new String(sent, UTF_8)
                        .replace('\r', ' ')
                        .replace('\n', ' ')
                        .replaceFirst("}$", (event.hasMembers() ? "," : "") + TEXT + "}");
                if (event.ingestNames().isEmpty()) {
                    assertThat(line).isEqualTo(expected);
                }
                assertThat(values(line.getBytes(UTF_8)))
                        .as(line)
                        .singleElement()
                        .isInstanceOf(ClientEvent.class);
                events++;
            }
        }
        return events;
    }

    private static byte[] slice(byte[] bytes, int start, int end) {
        return Arrays.copyOfRange(bytes, start, end);
    }

    private static String stamped(String event) {
        byte[] body = event.getBytes(UTF_8);
        return new String(STAMP.on(body, event(body)), UTF_8);
    }

    private static ClientEvent event(byte[] body) {
        return (ClientEvent) values(body).getFirst();
    }

    private static List<BodyValue> values(byte[] body) {
        List<BodyValue> values = new BodySplitter(body, body.length, Integer.MAX_VALUE, Integer.MAX_VALUE - 1).values();
        return values == null ? new ArrayList<>() : values;
    }
}
