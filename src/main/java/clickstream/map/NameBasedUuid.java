package clickstream.map;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * UUIDs of version 5 in this project's own namespace.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.5">RFC 9562, section 5.5</a>
 */
final class NameBasedUuid {

    private static final UUID NAMESPACE = UUID.fromString("defec19f-644d-404a-a522-ba457d5a7a6a");

    private NameBasedUuid() {}

    /** The UUID of the UTF-8 text of {@code name}, a lone surrogate as U+FFFD. */
    static UUID of(String name) {
        MessageDigest digest = sha1();
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits())
                .flip());
        ByteBuffer hash =
                ByteBuffer.wrap(digest.digest(StorableText.wellFormed(name).getBytes(StandardCharsets.UTF_8)));
        long version5 = (hash.getLong() & ~0xF000L) | 0x5000L;
        long variant = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(version5, variant);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every Java platform", e);
        }
    }
}
