package clickstream.rejects;

import clickstream.event.Hour;
import clickstream.event.ParsedValue;
import clickstream.event.RejectReason;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * A row of {@code etl.rejected_event}.
 *
 * @param objectName its object's key without the hour's prefix
 * @param etag its object's version
 * @param index in the object
 * @param reason as it stands in the table
 * @param kept how many bytes of it the table has
 * @param bytes as many of them as were asked for
 */
public record StoredReject(
        Hour hour,
        String objectName,
        String etag,
        int index,
        String reason,
        String detail,
        int kept,
        ByteBuffer bytes) {

    static final String COLUMNS = "hour, object_name, etag, event_index, reason, detail, length(bytes) AS kept";

    public StoredReject {
        bytes = bytes.asReadOnlyBuffer();
    }

    static StoredReject read(ResultSet row) throws SQLException {
        return new StoredReject(
                new Hour(row.getObject("hour", OffsetDateTime.class).toInstant()),
                row.getString("object_name"),
                row.getString("etag"),
                row.getInt("event_index"),
                row.getString("reason"),
                row.getString("detail"),
                row.getInt("kept"),
                ByteBuffer.wrap(row.getBytes("bytes")));
    }

    public String key() {
        return hour.prefix() + objectName;
    }

    /** Whether it has all its bytes in the table, for sure. Of an object that was too large to be read there are none. */
    public boolean isWhole() {
        return kept < ParsedValue.KEPT_BYTES && !(kept == 0 && reason.equals(RejectReason.TOO_LARGE.code()));
    }
}
