package clickstream.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The version 5 UUIDs (RFC 9562, section 5.5) of derived ids, made without the loader's code. */
final class NameBasedUuid {

    private static final UUID NAMESPACE = UUID.fromString("defec19f-644d-404a-a522-ba457d5a7a6a");

    private NameBasedUuid() {}

    static UUID of(String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits())
                    .array());
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(UTF_8)));
            return new UUID(
                    (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L,
                    (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
