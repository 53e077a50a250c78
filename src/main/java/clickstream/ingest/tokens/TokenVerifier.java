package clickstream.ingest.tokens;

import clickstream.ingest.tokens.TokenResult.Invalid;
import clickstream.ingest.tokens.TokenResult.Unverifiable;
import clickstream.ingest.tokens.TokenResult.Verified;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies tokens of a user pool of Cognito, or of another issuer with the same addresses: RS256 by a key of the issuer's, whose it is,
 * for whom, until when. Its keys are kept and had anew for a key that is not among them. Thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html">
 * Cognito: verifying JSON web tokens</a>, and RFC 8725.
 */
public final class TokenVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

    private static final String BEARER = "bearer ";
    private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final int MOST_CHARACTERS = 8 << 10;
    private static final int MOST_KEY_BYTES = 64 << 10;
    private static final int KEYS_MILLIS = 2_000;
    private static final int MOST_SUBJECT_CHARACTERS = 256;

    /** Made-up keys must not make us ask the issuer for each. */
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(10);

    private static final Duration KEYS_ARE_FRESH = Duration.ofMinutes(5);

    /** So long the known keys serve while the issuer cannot be asked. */
    private static final Duration KEYS_OUTLIVE = Duration.ofHours(4);

    /** Between the issuer's clock and ours. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final String issuer;
    private final Set<String> audiences;
    private final InstantSource clock;
    private final @Nullable JWKSource<SecurityContext> keys;

    /** How often older keys had to serve, for the issuer did not answer. */
    private final AtomicLong outages = new AtomicLong();

    /**
     * Gets no key yet.
     *
     * @param issuer empty for none: then no token is good
     */
    public TokenVerifier(String issuer, Set<String> audiences, InstantSource clock) {
        this.issuer = issuer;
        this.audiences = audiences;
        this.clock = clock;
        this.keys = issuer.isEmpty() ? null : keys(issuer);
    }

    private JWKSource<SecurityContext> keys(String issuer) {
        try {
            return JWKSourceBuilder.create(
                            URI.create(issuer + "/.well-known/jwks.json").toURL(),
                            new DefaultResourceRetriever(KEYS_MILLIS, KEYS_MILLIS, MOST_KEY_BYTES))
                    .cache(KEYS_ARE_FRESH.toMillis(), 2L * KEYS_MILLIS)
                    .refreshAheadCache(false)
                    .rateLimited(BETWEEN_REQUESTS.toMillis())
                    .outageTolerant(KEYS_OUTLIVE.toMillis(), _ -> outages.incrementAndGet())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("INGEST_USER_POOL is not an address", e);
        }
    }

    /** What the header {@code Authorization} says; it is not empty. */
    public TokenResult verify(String authorization) {
        if (keys == null) {
            return new Invalid("no_user_pool");
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || authorization.length() > MOST_CHARACTERS) {
            return new Invalid("no_bearer_token");
        }
        try {
            String token = authorization.substring(BEARER.length()).strip();
            // What the decoder of base64 passes over would make two tokens of one.
            return COMPACT.matcher(token).matches() ? verified(SignedJWT.parse(token), keys) : new Invalid("malformed");
        } catch (ParseException | IllegalArgumentException e) {
            return new Invalid("malformed");
        } catch (RateLimitReachedException e) {
            // Made-up names of keys use up the requests: a token of a new key would be refused, and its sender drop the
            // events.
            return new Unverifiable();
        } catch (KeySourceException e) {
            LOG.warn("The keys of {} cannot be had: {}", issuer, e.getMessage());
            return new Unverifiable();
        } catch (JOSEException e) {
            return new Invalid("bad_signature");
        }
    }

    private TokenResult verified(SignedJWT token, JWKSource<SecurityContext> source)
            throws JOSEException, ParseException {
        JWSHeader header = token.getHeader();
        // Ours alone: a token must not choose how it is verified.
        if (!JWSAlgorithm.RS256.equals(header.getAlgorithm())) {
            return new Invalid("algorithm");
        }
        if (header.getKeyID() == null) {
            return new Invalid("unknown_key");
        }
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        long before = outages.get();
        List<JWK> found = matcher == null ? List.of() : source.get(new JWKSelector(matcher), null);
        if (found.isEmpty() && outages.get() != before) {
            // It may be of a key that the issuer would name.
            return new Unverifiable();
        }
        boolean isSigned = false;
        for (JWK key : found) {
            isSigned |= key instanceof RSAKey rsa && token.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
        }
        if (!isSigned) {
            return new Invalid(found.isEmpty() ? "unknown_key" : "bad_signature");
        }
        JWTClaimsSet claims = token.getJWTClaimsSet();
        String wrong = wrong(claims);
        List<String> groups = claims.getStringListClaim("cognito:groups");
        if (!wrong.isEmpty() || (groups != null && groups.contains(null))) {
            return new Invalid(wrong.isEmpty() ? "malformed" : wrong);
        }
        return new Verified(new Caller(claims.getSubject(), groups == null ? Set.of() : Set.copyOf(groups)));
    }

    /** What is wrong with the claims; empty where nothing is. */
    private String wrong(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date begins = claims.getNotBeforeTime();
        if (!issuer.equals(claims.getIssuer())) {
            return "issuer";
        }
        if (expires == null || !now.isBefore(expires.toInstant().plus(SKEW))) {
            return "expired";
        }
        if (begins != null && now.isBefore(begins.toInstant().minus(SKEW))) {
            return "not_yet_valid";
        }
        // Cognito's access tokens have no audience, but the application's id.
        boolean isAccess = "access".equals(claims.getStringClaim("token_use"));
        String client = claims.getStringClaim("client_id");
        boolean isForUs = isAccess
                ? client != null && audiences.contains(client)
                : audiences.stream().anyMatch(claims.getAudience()::contains);
        if (!isForUs) {
            return "audience";
        }
        String subject = claims.getSubject();
        return subject == null || subject.isBlank() || subject.length() > MOST_SUBJECT_CHARACTERS ? "subject" : "";
    }
}
