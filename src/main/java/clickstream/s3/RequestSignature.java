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
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Signs requests to read and to put objects, for one server. Thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">AWS Signature
 * Version 4</a>.
 */
final class RequestSignature {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int DATE = 8;
    private static final String HMAC = "HmacSHA256";

    /** SHA-256 of no bytes. */
    private static final String NO_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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
     * The whole of a GET.
     *
     * @param path which needs no encoding
     */
    byte[] get(String path, AwsCredentialsIdentity identity) {
        String lines = lines("GET", path, "", "", NO_BODY, identity);
        return ("GET " + path + " HTTP/1.1\r\n" + lines.replace("\n", "\r\n") + "\r\n").getBytes(UTF_8);
    }

    /**
     * The headers of a PUT: names and values by turns, but for the host, which clients send themselves.
     *
     * @param path which needs no encoding
     * @param condition on which the object is to be put; empty for none
     * @param hash of the body, by {@link #sha256}
     */
    String[] put(String path, String type, String condition, String hash, AwsCredentialsIdentity identity) {
        return lines("PUT", path, type, condition, hash, identity)
                .lines()
                .map(line -> line.split(":", 2))
                .filter(header -> !header[0].equals("host"))
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    /** The lines of all headers, in the order in which they are signed; that of the signature is the last. */
    private String lines(
            String method, String path, String type, String condition, String hash, AwsCredentialsIdentity identity) {
        String time = time();
        String date = time.substring(0, DATE);
        String token = identity instanceof AwsSessionCredentialsIdentity session ? session.sessionToken() : "";
        String lines = line("content-type", type)
                + line("host", host)
                + line("if-none-match", condition)
                + line("x-amz-content-sha256", hash)
                + line("x-amz-date", time)
                + line("x-amz-security-token", token);
        String names = (type.isEmpty() ? "" : "content-type;")
                + "host;"
                + (condition.isEmpty() ? "" : "if-none-match;")
                + "x-amz-content-sha256;x-amz-date"
                + (token.isEmpty() ? "" : ";x-amz-security-token");
        String scope = date + "/" + region + "/s3/aws4_request";
        String canonical = method + "\n" + path + "\n\n" + lines + "\n" + names + "\n" + hash;
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical.getBytes(UTF_8));
        String signature = HexFormat.of().formatHex(hmac(key(identity.secretAccessKey(), date), toSign));
        return lines
                + line(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=" + identity.accessKeyId() + "/" + scope + ", SignedHeaders="
                                + names + ", Signature=" + signature);
    }

    private static String line(String name, String value) {
        return value.isEmpty() ? "" : name + ":" + value + "\n";
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

    private SecretKeySpec key(String secret, String date) {
        Key key = lastKey;
        if (key == null || !key.secret().equals(secret) || !key.date().equals(date)) {
            key = new Key(secret, date, key(secret, date, region));
            lastKey = key;
        }
        return key.key();
    }

    /** What signs the requests of a day. */
    static SecretKeySpec key(String secret, String date, String region) {
        SecretKeySpec key = new SecretKeySpec(("AWS4" + secret).getBytes(UTF_8), HMAC);
        for (String part : new String[] {date, region, "s3", "aws4_request"}) {
            key = new SecretKeySpec(hmac(key, part), HMAC);
        }
        return key;
    }

    static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In hexadecimal digits. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
