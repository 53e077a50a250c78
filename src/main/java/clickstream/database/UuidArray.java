package clickstream.database;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * UUIDs, none of them null, as PostgreSQL has them in an array, which it need not read from a text first. The driver sends the bytes where
 * it may, and the text where a connection wants text.
 *
 * <p>Source: {@code array_recv} in PostgreSQL's {@code arrayfuncs.c}.
 */
final class UuidArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    /** The object identifier of {@code uuid[]}, the same in every database. */
    static final String OID = "2951";

    private static final int UUID_OID = 2950;
    private static final int HEADER_BYTES = 5 * Integer.BYTES;
    private static final int UUID_BYTES = 2 * Long.BYTES;

    private final transient List<UUID> ids;

    UuidArray(List<UUID> ids) {
        this.ids = ids;
        setType("_uuid");
    }

    @Override
    public String getValue() {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public int lengthInBytes() {
        return HEADER_BYTES + ids.size() * (Integer.BYTES + UUID_BYTES);
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        ByteBuffer to = ByteBuffer.wrap(bytes, offset, lengthInBytes());
        int firstIndex = 1;
        to.putInt(1).putInt(0).putInt(UUID_OID).putInt(ids.size()).putInt(firstIndex);
        for (UUID id : ids) {
            to.putInt(UUID_BYTES).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("is only sent");
    }
}
