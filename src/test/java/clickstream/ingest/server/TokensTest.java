package clickstream.ingest.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.SaidLines;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingUserPool;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose tokens {@code POST /events} takes, and what becomes of the events that come with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokensTest {

    private static final String ID = "7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11";
    private static final String EVENT = "{\"eventName\":\"click\",\"eventId\":\"%s\"}".formatted(ID);
    private static final String REFUSED =
            "\\{\"success\":false,\"code\":\"invalid_token\",\"message\":\"The token is not valid\",\"requestId\":\"[-0-9a-f]{36}\"}";

    private final TestingS3 s3 = TestingS3.start();
    private final TestingUserPool pool = TestingUserPool.start();
    private final SaidLines said = SaidLines.open();
    private final TestingIngest ingest = start(pool);

    private TestingIngest start(TestingUserPool issuer) {
        return TestingIngest.start(
                s3.environment(),
                Map.of("INGEST_USER_POOL", issuer.issuer(), "INGEST_AUDIENCES", "app," + TestingUserPool.AUDIENCE));
    }

    @BeforeEach
    void empty() {
        s3.keys("").forEach(s3::delete);
        said.clear();
    }

    @AfterAll
    void stop() {
        ingest.close();
        said.close();
        pool.close();
        s3.close();
    }

    @Test
    void theUserIsWhomTheTokenNames() {
        assertThat(post(pool.token("u-1"), EVENT).statusCode()).isEqualTo(200);

        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .startsWith(
                        "{\"eventName\":\"click\",\"eventId\":\"%s\",\"userId\":\"u-1\",\"identitySource\":\"token\","
                                .formatted(ID));
        assertThat(said.lines())
                .satisfiesExactly(
                        authentication -> assertThat(authentication)
                                .startsWith("{\"type\":\"authentication\",")
                                .endsWith("\"outcome\":\"success\",\"userId\":\"u-1\"}"),
                        event -> assertThat(event).contains("\"userId\":\"u-1\",\"identitySource\":\"token\","));
    }

    @Test
    void whomTheClientNamesIsOnlyClaimed() {
        post(
                pool.token("u-1"),
                "{\"userId\":\"u-2\",\"user\\u005fid\":\"u-3\",\"identity_source\":\"cookie\",\"eventName\":\"click\",\"eventId\":\"%s\"}"
                        .formatted(ID));

        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .startsWith(
                        "{\"claimedUserId\":\"u-2\",\"claimedUserId\":\"u-3\",\"claimedIdentitySource\":\"cookie\",\"eventName\":\"click\",\"eventId\":\"%s\",\"userId\":\"u-1\",\"identitySource\":\"token\","
                                .formatted(ID));
    }

    @Test
    void theSameUserStaysAsItWasSent() {
        post(pool.token("u-1"), "{\"userId\":\"u\\u002d1\",\"eventName\":\"click\",\"eventId\":\"%s\"}".formatted(ID));

        assertThat(StoredEvents.lines(s3))
                .singleElement()
                .asString()
                .startsWith(
                        "{\"userId\":\"u\\u002d1\",\"eventName\":\"click\",\"eventId\":\"%s\",\"identitySource\":\"token\","
                                .formatted(ID));
    }

    @Test
    void anAccessTokenIsForWhomItsClientIs() {
        String good = pool.token(claims -> claims.audience((String) null)
                .claim("token_use", "access")
                .claim("client_id", TestingUserPool.AUDIENCE));
        String other = pool.token(claims -> claims.audience(TestingUserPool.AUDIENCE)
                .claim("token_use", "access")
                .claim("client_id", "another"));

        assertThat(post(good, EVENT).statusCode()).isEqualTo(200);
        assertThat(post(other, EVENT).body()).matches(REFUSED);
    }

    @Test
    void noBadTokenIsTakenAndTheAnswerDoesNotSayWhy() throws JOSEException {
        Date past = Date.from(Instant.now().minusSeconds(120));
        Date future = Date.from(Instant.now().plusSeconds(3_600));
        RSAKey key = pool.key();
        RSAKey foreign = TestingUserPool.newKey();
        JWSHeader header = header(key);
        Map<String, String> bad = new HashMap<>();
        bad.put("expired", pool.token(claims -> claims.expirationTime(past)));
        bad.put("expired ", pool.token(claims -> claims.expirationTime(null)));
        bad.put("not_yet_valid", pool.token(claims -> claims.notBeforeTime(future)));
        bad.put("issuer", pool.token(claims -> claims.issuer("https://evil.example/pool")));
        bad.put("issuer ", pool.token(claims -> claims.issuer(pool.issuer() + "/")));
        bad.put("audience", pool.token(claims -> claims.audience("another")));
        bad.put("audience ", pool.token(claims -> claims.audience((String) null)));
        bad.put("subject", pool.token(claims -> claims.subject(null)));
        bad.put("unknown_key", TestingUserPool.sign(pool.claims(claims -> claims), header(foreign), foreign));
        bad.put("bad_signature", TestingUserPool.sign(pool.claims(claims -> claims), header, foreign));
        bad.put("algorithm", hmac(key.toPublicJWK().toJSONString().getBytes(UTF_8)));
        bad.put("algorithm ", hmac(key.toRSAPublicKey().getEncoded()));
        bad.put("algorithm  ", hmac(pem(key)));
        bad.put(
                "algorithm   ",
                TestingUserPool.sign(
                        pool.claims(claims -> claims),
                        new JWSHeader.Builder(JWSAlgorithm.RS512)
                                .keyID(key.getKeyID())
                                .build(),
                        key));
        bad.put(
                "unknown_key ",
                TestingUserPool.sign(pool.claims(claims -> claims), new JWSHeader(JWSAlgorithm.RS256), key));
        bad.put(
                "bad_signature ",
                TestingUserPool.sign(
                        pool.claims(claims -> claims),
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(key.getKeyID())
                                .criticalParams(Set.of("exp2"))
                                .customParam("exp2", 1)
                                .build(),
                        key));
        bad.put(
                "unknown_key  ",
                TestingUserPool.sign(
                        pool.claims(claims -> claims),
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(foreign.getKeyID())
                                .jwk(foreign.toPublicJWK())
                                .jwkURL(URI.create(pool.issuer() + "/evil.json"))
                                .build(),
                        foreign));
        bad.put("malformed", unsigned("none", ""));
        bad.put("malformed ", unsigned("none", "AA"));
        bad.put("malformed  ", "a.b.c");

        bad.forEach((reason, token) -> {
            said.clear();
            HttpResponse<String> answer = post(token, EVENT);
            if (reason.strip().equals("unknown_key") && answer.statusCode() == 503) {
                // The pool was asked often enough for now; madeUpKeysDoNotMakeItAskForEach has the first answer.
                return;
            }
            assertThat(answer.statusCode()).as(reason).isEqualTo(401);
            assertThat(answer.body()).as(reason).matches(REFUSED);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(said.lines())
                    .singleElement()
                    .asString()
                    .startsWith("{\"type\":\"authentication\",")
                    .endsWith("\"outcome\":\"failure\",\"reason\":\"%s\"}".formatted(reason.strip()));
        });
        assertThat(s3.keys("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dTpw", "Bearer", "Bearer x", "x", "Bearer a.b.c, Bearer d.e.f"})
    void whatIsNoTokenIsRefused(String authorization) {
        HttpResponse<String> answer = ingest.postEvents(EVENT, "Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
        assertThat(s3.keys("")).isEmpty();
    }

    @Test
    void aTokenThatNobodyCouldVerifyIsRefused() {
        try (TestingIngest without = TestingIngest.start(s3.environment(), Map.of())) {
            assertThat(without.postEvents(EVENT, "Authorization", "Bearer " + pool.token("u"))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aNewKeyIsHadWhenATokenNamesIt() {
        try (TestingUserPool rotating = TestingUserPool.start();
                TestingIngest its = start(rotating)) {
            String before = rotating.token("u-1");
            assertThat(status(its, before)).isEqualTo(200);
            assertThat(status(its, before)).isEqualTo(200);
            assertThat(rotating.requests()).isEqualTo(1);

            rotating.rotate();

            assertThat(status(its, rotating.token("u-1"))).isEqualTo(200);
            assertThat(status(its, before)).isEqualTo(200);
            assertThat(rotating.requests()).isEqualTo(2);
        }
    }

    @Test
    void madeUpKeysDoNotMakeItAskForEach() {
        RSAKey foreign = TestingUserPool.newKey();
        try (TestingUserPool asked = TestingUserPool.start();
                TestingIngest its = start(asked)) {
            for (int i = 0; i < 20; i++) {
                JWSHeader header =
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k" + i).build();
                assertThat(status(its, TestingUserPool.sign(asked.claims(claims -> claims), header, foreign)))
                        .isIn(401, i == 0 ? 401 : 503);
            }
            assertThat(asked.requests()).isLessThanOrEqualTo(3);
            assertThat(status(its, asked.token("u-1"))).isEqualTo(200);
            // Nobody who is somebody is refused meanwhile: what is refused is dropped by its sender.
            asked.rotate();
            assertThat(status(its, asked.token("u-1"))).isEqualTo(503);
        }
    }

    @Test
    void withoutKeysItSaysLaterAndKnownOnesOutliveTheirIssuer() {
        try (TestingUserPool failing = TestingUserPool.start()) {
            failing.fail(true);
            try (TestingIngest its = start(failing)) {
                HttpResponse<String> answer = its.postEvents(EVENT, "Authorization", "Bearer " + failing.token("u-1"));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                for (int again = 0; again < 5; again++) {
                    assertThat(status(its, failing.token("u-1"))).isEqualTo(503);
                }
                assertThat(its.postEvents(EVENT).statusCode()).isEqualTo(200);
            }
            failing.fail(false);
            try (TestingIngest its = start(failing)) {
                assertThat(status(its, failing.token("u-1"))).isEqualTo(200);
                failing.fail(true);
                assertThat(status(its, failing.token("u-1"))).isEqualTo(200);
                failing.rotate();
                assertThat(status(its, failing.token("u-1"))).isEqualTo(503);
            }
        }
    }

    @Test
    void noChangeOfATokenIsTaken() {
        String token = pool.token("u-1");
        String alphabet = "ABCZabcz019-_.=+/ {\"";
        Random random = new Random(14);
        for (int i = 0; i < 300; i++) {
            StringBuilder changed = new StringBuilder(token);
            // The last letter of the signature has bits that say nothing.
            int place = random.nextInt(token.length() - 1);
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(place, alphabet.charAt(random.nextInt(alphabet.length())));
                case 1 -> changed.delete(place, Math.min(token.length(), place + 1 + random.nextInt(20)));
                default -> changed.insert(place, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (!changed.toString().strip().equals(token)) {
                HttpResponse<String> answer = post(changed.toString(), EVENT);
                // 503 where it names another key and the pool has been asked often enough.
                assertThat(answer.statusCode()).as("%s", changed).isIn(401, 503);
                assertThat(answer.body()).matches(answer.statusCode() == 401 ? REFUSED : "(?s).*token_not_verified.*");
            }
        }
        assertThat(s3.keys("")).isEmpty();
    }

    private HttpResponse<String> post(String token, String body) {
        return ingest.postEvents(body, "Authorization", "Bearer " + token);
    }

    private static int status(TestingIngest its, String token) {
        return its.postEvents(EVENT, "Authorization", "Bearer " + token).statusCode();
    }

    private static JWSHeader header(RSAKey key) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    }

    /** Signed with what everybody can read, as if it were a secret. */
    private String hmac(byte[] secret) throws JOSEException {
        return TestingUserPool.sign(
                pool.claims(claims -> claims),
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(pool.key().getKeyID())
                        .build(),
                new MACSigner(secret));
    }

    private static byte[] pem(RSAKey key) throws JOSEException {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.toRSAPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(UTF_8);
    }

    private String unsigned(String algorithm, String signature) {
        List<String> parts = List.of(
                Base64URL.encode("{\"alg\":\"%s\",\"kid\":\"%s\"}"
                                .formatted(algorithm, pool.key().getKeyID()))
                        .toString(),
                Base64URL.encode(pool.claims(claims -> claims).toString()).toString(),
                signature);
        return String.join(".", parts);
    }
}
