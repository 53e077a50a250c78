package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.StoredEvents;
import clickstream.testing.TestingAssets;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingUserPool;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is sent to the paths that know tokens: it is never a failure of ours, never stored where it is refused, and helps nobody to forge. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> PATHS = List.of("/events", "/uploads", "/uploads/complete");
    private static final List<String> BODIES = List.of(
            "{\"eventName\":\"click\",\"eventId\":\"7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11\",\"product\":{\"id\":\"p\",\"price\":19.5}}",
            "[{\"eventName\":\"page_view\",\"userId\":\"u\",\"eventTimestamp\":\"2026-11-20T13:05:01Z\"},{\"eventName\":\"x\"}]",
            "{\"contentType\":\"image/png\",\"contentLength\":20480,\"productId\":\"p-1\"}",
            "{\"key\":\"products/p-1/7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11.png\"}");
    private static final String LETTERS = "{}[]\",:\\/%.+-019eEun \u0000\u0111\ud800?";
    private static final String TOKEN_LETTERS = "AZaz09-_.=+/ {\"";
    private static final Set<Integer> REFUSED = Set.of(400, 401, 403, 404, 413, 415, 503);

    /** All that whoever sends no good token is told. */
    private static final Pattern UNKNOWN = Pattern.compile(
            "\\{\"success\":false,\"code\":\"(invalid_token\",\"message\":\"The token is not valid\"|token_required\",\"message\":\"A token is needed here: Authorization: Bearer\"),\"requestId\":\"[-0-9a-f]{36}\"}");

    private final TestingS3 s3 = TestingS3.start();
    private final TestingAssets assets = TestingAssets.start();
    private final TestingUserPool pool = TestingUserPool.start();
    private final TestingIngest ingest = TestingIngest.start(s3.environment(), settings());
    private final String admin = pool.token(claims -> claims.claim("cognito:groups", List.of("admin")));

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(assets.environment());
        settings.put("INGEST_USER_POOL", pool.issuer());
        settings.put("INGEST_AUDIENCES", TestingUserPool.AUDIENCE);
        settings.put("INGEST_LINGER", "0ms");
        return settings;
    }

    @BeforeEach
    void empty() {
        s3.deleteAll();
    }

    @AfterAll
    void stop() {
        ingest.close();
        pool.close();
        assets.close();
        s3.close();
    }

    @Test
    void madeUpBodiesAndTokensAreAnsweredAndNothingRefusedIsStored() {
        Random random = new Random(14);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 900; i++) {
            seen.add(statusOfSomething(random));
        }
        assertThat(seen).contains(200, 400, 401, 404, 415);
    }

    @Tag("long")
    @Test
    void soItIsForTenMinutes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Integer, Integer> seen = new TreeMap<>();
        while (System.nanoTime() - seed < Duration.ofMinutes(10).toNanos()) {
            seen.merge(statusOfSomething(random), 1, Integer::sum);
        }
        LoggerFactory.getLogger(RefusalsTest.class).warn("Answers by status, of seed {}: {}", seed, seen);
        assertThat(seen).containsKeys(200, 400, 401, 404, 415);
    }

    private int statusOfSomething(Random random) {
        String path = PATHS.get(random.nextInt(PATHS.size()));
        String body = changed(BODIES.get(random.nextInt(BODIES.size())), LETTERS, random.nextInt(3), random);
        String authorization = random.nextInt(4) == 0
                ? "Bearer " + changed(admin, TOKEN_LETTERS, 1 + random.nextInt(2), random)
                : "Bearer " + admin;
        HttpResponse<String> answer = random.nextInt(5) == 0
                ? ingest.postTo(path, body)
                : ingest.postTo(path, body, "Authorization", authorization);

        String shown = "%s %s %s: %s".formatted(path, body, authorization, answer.body());
        boolean isGood = answer.statusCode() == 200;
        if (!isGood) {
            assertThat(answer.statusCode()).as(shown).isIn(REFUSED);
            assertThat(answer.body()).as(shown).startsWith("{\"success\":false,\"code\":");
            assertThat(s3.keys("")).as(shown).isEmpty();
        }
        if (answer.statusCode() == 401) {
            assertThat(answer.body()).as(shown).matches(UNKNOWN);
        }
        putIfPermitted(answer.body());
        assertThat(StoredEvents.lines(s3))
                .as(shown)
                .hasSize(isGood && path.equals("/events") ? accepted(answer.body()) : 0);
        assertThat(assets.count()).as(shown).isEqualTo(isGood && path.equals("/uploads") ? 1 : 0);
        s3.deleteAll();
        assets.deleteAll();
        return answer.statusCode();
    }

    /** The pool's own key does not make them sensible. */
    @Test
    void signedClaimsOfAnyKindAreGoodOrNot() {
        List<Object> values = Arrays.asList(
                null,
                "",
                "x",
                7,
                -1L,
                1e300,
                true,
                List.of(),
                List.of(7),
                Arrays.asList("admin", null),
                Map.of("a", 1));
        for (String claim : List.of(
                "iss",
                "aud",
                "sub",
                "exp",
                "nbf",
                "iat",
                "token_use",
                "client_id",
                "cognito:groups",
                "jti",
                "username")) {
            for (Object value : values) {
                String token;
                try {
                    token = pool.token(claims -> claims.claim(claim, value));
                } catch (RuntimeException e) {
                    // Not even a signer makes one of it.
                    continue;
                }
                for (String path : PATHS) {
                    HttpResponse<String> answer =
                            ingest.postTo(path, BODIES.getFirst(), "Authorization", "Bearer " + token);
                    assertThat(answer.statusCode())
                            .as("%s %s=%s: %s", path, claim, value, answer.body())
                            .isIn(200, 400, 401, 403, 415);
                    // Of another issuer, and with no time or one that has passed, a token says nobody.
                    if (claim.equals("iss")
                            || (claim.equals("exp")
                                    && Arrays.asList(null, 7, -1L).contains(value))) {
                        assertThat(answer.statusCode())
                                .as("%s %s=%s", path, claim, value)
                                .isEqualTo(401);
                    }
                }
            }
        }
    }

    /** Puts an image wherever an answer has a presigned address in it. */
    private void putIfPermitted(String body) {
        if (body.contains("X-Amz-Signature")) {
            JsonNode permit = JSON.readTree(body);
            JsonNode headers = permit.path("headers");
            HttpRequest.Builder put = HttpRequest.newBuilder(
                            URI.create(permit.path("url").asString()))
                    .PUT(BodyPublishers.ofByteArray(
                            new byte[headers.path("x-amz-meta-announced-length").asInt()]));
            headers.forEachEntry((name, value) -> put.header(name, value.asString()));
            assertThat(ingest.send(put.build()).statusCode()).isEqualTo(200);
        }
    }

    private static int accepted(String body) {
        Matcher accepted = Pattern.compile("\"accepted\":(\\d+)").matcher(body);
        return accepted.find() ? Integer.parseInt(accepted.group(1)) : 1;
    }

    private static String changed(String text, String letters, int changes, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = 0; i < changes; i++) {
            int place = random.nextInt(changed.length());
            changed.replace(
                    place,
                    Math.min(changed.length(), place + random.nextInt(3)),
                    "" + letters.charAt(random.nextInt(letters.length())));
        }
        return changed.toString();
    }
}
