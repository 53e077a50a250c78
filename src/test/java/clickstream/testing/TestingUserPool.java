package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An issuer of tokens as a user pool of Cognito is, on 127.0.0.1 and a free port. Thread-safe. */
public final class TestingUserPool implements AutoCloseable {

    /** The application that its tokens are for. */
    public static final String AUDIENCE = "shop-web";

    private static final int KEY_BITS = 2_048;

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile List<RSAKey> keys = List.of(newKey());
    private volatile boolean fails;

    private TestingUserPool() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/pool/.well-known/jwks.json", this::answer);
        server.start();
    }

    public static TestingUserPool start() {
        try {
            return new TestingUserPool();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As its tokens name it. */
    public String issuer() {
        return "http://127.0.0.1:%d/pool".formatted(server.getAddress().getPort());
    }

    /** How often its keys were asked for. */
    public int requests() {
        return requests.get();
    }

    /** The key that it signs with. */
    public RSAKey key() {
        return keys.getFirst();
    }

    /** Signs with a new key from now on; those that were published stay so. */
    public void rotate() {
        List<RSAKey> rotated = new ArrayList<>(List.of(newKey()));
        rotated.addAll(keys);
        keys = rotated;
    }

    /** Whether it answers 500 from now on. */
    public void fail(boolean whether) {
        fails = whether;
    }

    /** An identity token of a user's, good for an hour. */
    public String token(String subject) {
        return token(claims -> claims.subject(subject));
    }

    /** An identity token of one that {@code change} has changed. */
    public String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return sign(
                claims(change),
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(key().getKeyID())
                        .build(),
                key());
    }

    /** What an identity token says. */
    public JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        return change.apply(new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .audience(AUDIENCE)
                        .subject("a-user")
                        .claim("token_use", "id")
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(3_600))))
                .build();
    }

    public static String sign(JWTClaimsSet claims, JWSHeader header, RSAKey key) {
        try {
            return sign(claims, header, new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String sign(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key that nobody has published. */
    public static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(KEY_BITS)
                    .keyID(UUID.randomUUID().toString())
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        byte[] body = new JWKSet(List.copyOf(keys)).toPublicJWKSet().toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
