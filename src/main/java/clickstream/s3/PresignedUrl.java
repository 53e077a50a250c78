package clickstream.s3;

import clickstream.s3.SignedPut.Permit;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * An address that lets whoever has it send one kind of request for a while: signed are the method, the address and the headers, and not the
 * body, which who signs has not seen.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Signature Version 4 in the query</a>.
 */
final class PresignedUrl {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    private PresignedUrl() {}

    /**
     * Signs one.
     *
     * @param address of the object, in characters that need no encoding in a path
     * @param headers that the request must bear as they are, but for {@code Host}, which it bears anyway
     * @param now from which on it is good
     */
    static URI of(
            String method,
            URI address,
            Map<String, String> headers,
            String region,
            AwsCredentialsIdentity identity,
            Instant now,
            Duration validity) {
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
        signed.put("host", host(address));
        String time = SECONDS.format(now.atOffset(ZoneOffset.UTC));
        String scope = "%s/%s/s3/aws4_request".formatted(time.substring(0, 8), region);
        SortedMap<String, String> query = new TreeMap<>();
        query.put("X-Amz-Algorithm", ALGORITHM);
        query.put("X-Amz-Credential", "%s/%s".formatted(identity.accessKeyId(), scope));
        query.put("X-Amz-Date", time);
        query.put("X-Amz-Expires", Long.toString(validity.toSeconds()));
        query.put("X-Amz-SignedHeaders", String.join(";", signed.keySet()));
        if (identity instanceof AwsSessionCredentialsIdentity session) {
            query.put("X-Amz-Security-Token", session.sessionToken());
        }
        String parameters = query.entrySet().stream()
                .map(each -> "%s=%s".formatted(each.getKey(), encoded(each.getValue())))
                .collect(Collectors.joining("&"));
        String lines = signed.entrySet().stream()
                .map(each -> "%s:%s\n".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
        String canonical = "%s\n%s\n%s\n%s\n%s\nUNSIGNED-PAYLOAD"
                .formatted(method, address.getRawPath(), parameters, lines, String.join(";", signed.keySet()));
        String hash = RequestSignature.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        SecretKeySpec key = RequestSignature.key(identity.secretAccessKey(), time.substring(0, 8), region);
        byte[] signature = RequestSignature.hmac(key, "%s\n%s\n%s\n%s".formatted(ALGORITHM, time, scope, hash));
        return URI.create("%s://%s%s?%s&X-Amz-Signature=%s"
                .formatted(
                        address.getScheme(),
                        host(address),
                        address.getRawPath(),
                        parameters,
                        HexFormat.of().formatHex(signature)));
    }

    /** Of a PUT of an object that is not there yet, and of this length. */
    static Permit permit(
            BucketAddress bucket,
            String key,
            Map<String, String> headers,
            long length,
            AwsCredentialsIdentity identity,
            Instant now,
            Duration validity) {
        Map<String, String> asked = new HashMap<>(headers);
        asked.put("If-None-Match", "*");
        Map<String, String> signed = new HashMap<>(asked);
        signed.put("Content-Length", Long.toString(length));
        URI url = of("PUT", bucket.base().resolve(key), signed, bucket.region(), identity, now, validity);
        Instant expiry = now.plus(validity);
        return new Permit(
                url,
                Map.copyOf(asked),
                identity.expirationTime().filter(expiry::isAfter).orElse(expiry));
    }

    /** As clients send it: without the port that the scheme means anyway. */
    static String host(URI address) {
        boolean isUsual = address.getPort() == ("https".equals(address.getScheme()) ? 443 : 80);
        return address.getPort() < 0 || isUsual ? address.getHost() : address.getHost() + ":" + address.getPort();
    }

    /** By RFC 3986, whose reserved characters differ from those of forms. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
