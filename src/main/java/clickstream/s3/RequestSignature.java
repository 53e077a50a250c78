package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Writes signed GET requests for one server. Thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">AWS Signature
 * Version 4</a>.
 */
final class RequestSignature {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int DATE = 8;

    /** SHA-256 of no bytes. */
    private static final String NO_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String HEADERS = "host;x-amz-content-sha256;x-amz-date";

    private final String host;
    private final String region;
    private final Clock clock;

    /** What was used last: credentials stay the same for an hour, the date for a day, the time for a second. */
    private volatile @Nullable Key lastKey;

    private volatile Time lastTime = new Time(Long.MIN_VALUE, "");

    /**
     * Signs for one server.
     *
     * @param host as the request names it, with the port where it is not the usual one
     */
    RequestSignature(String host, String region, Clock clock) {
        this.host = host;
        this.region = region;
        this.clock = clock;
    }

    private record Time(long second, String text) {}

    private record Key(String secret, String date, SecretKeySpec key) {}

    /**
     * The whole request.
     *
     * @param path which needs no encoding
     */
    byte[] request(String path, AwsCredentialsIdentity identity) {
        String time = time();
        String date = time.substring(0, DATE);
        String token = identity instanceof AwsSessionCredentialsIdentity session ? session.sessionToken() : null;
        String names = token == null ? HEADERS : HEADERS + ";x-amz-security-token";
        String tokenLine = token == null ? "" : "x-amz-security-token:" + token + "\n";
        String scope = date + "/" + region + "/s3/aws4_request";
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            Mac mac = Mac.getInstance("HmacSHA256");
            String canonical = "GET\n" + path + "\n\nhost:" + host + "\nx-amz-content-sha256:" + NO_BODY
                    + "\nx-amz-date:" + time + "\n" + tokenLine + "\n" + names + "\n" + NO_BODY;
            String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n"
                    + HexFormat.of().formatHex(sha256.digest(canonical.getBytes(UTF_8)));
            mac.init(key(mac, identity.secretAccessKey(), date));
            String signature = HexFormat.of().formatHex(mac.doFinal(toSign.getBytes(UTF_8)));
            String request = "GET " + path + " HTTP/1.1\r\nhost:" + host + "\r\nx-amz-content-sha256:" + NO_BODY
                    + "\r\nx-amz-date:" + time + "\r\n"
                    + (token == null ? "" : "x-amz-security-token:" + token + "\r\n")
                    + "authorization:AWS4-HMAC-SHA256 Credential=" + identity.accessKeyId() + "/" + scope
                    + ", SignedHeaders=" + names + ", Signature=" + signature + "\r\n\r\n";
            return request.getBytes(UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String time() {
        Instant now = clock.instant();
        Time time = lastTime;
        if (time.second() != now.getEpochSecond()) {
            time = new Time(now.getEpochSecond(), TIME.format(now));
            lastTime = time;
        }
        return time.text();
    }

    private SecretKeySpec key(Mac mac, String secret, String date) throws GeneralSecurityException {
        Key key = lastKey;
        if (key == null || !key.secret().equals(secret) || !key.date().equals(date)) {
            byte[] bytes = ("AWS4" + secret).getBytes(UTF_8);
            for (String part : new String[] {date, region, "s3", "aws4_request"}) {
                mac.init(new SecretKeySpec(bytes, mac.getAlgorithm()));
                bytes = mac.doFinal(part.getBytes(UTF_8));
            }
            key = new Key(secret, date, new SecretKeySpec(bytes, mac.getAlgorithm()));
            lastKey = key;
        }
        return key.key();
    }
}
