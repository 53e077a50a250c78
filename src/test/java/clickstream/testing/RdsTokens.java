package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies tokens of RDS's as RDS does: signs the same request once more.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">signing version 4</a>.
 */
public final class RdsTokens {

    private RdsTokens() {}

    /** Whether {@code token} was signed with this secret key. */
    public static boolean isSigned(String token, String secretKey) {
        String[] parts = token.split("/\\?", 2);
        if (parts.length < 2) {
            return false;
        }
        String unsigned = Arrays.stream(parts[1].split("&", -1))
                .filter(parameter -> !parameter.startsWith("X-Amz-Signature="))
                .sorted()
                .collect(Collectors.joining("&"));
        String time = parameter(parts[1], "X-Amz-Date");
        String scope = parameter(parts[1], "X-Amz-Credential").split("/", 2)[1];
        String request = "GET\n/\n%s\nhost:%s\n\nhost\n%s".formatted(unsigned, parts[0], sha256(""));
        byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        String signature = HexFormat.of()
                .formatHex(hmac(key, "AWS4-HMAC-SHA256\n%s\n%s\n%s".formatted(time, scope, sha256(request))));
        return signature.equals(parameter(parts[1], "X-Amz-Signature"));
    }

    private static String parameter(String query, String name) {
        return Arrays.stream(query.split("&", -1))
                .filter(parameter -> parameter.startsWith(name + "="))
                .map(parameter -> URLDecoder.decode(parameter.substring(name.length() + 1), UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
