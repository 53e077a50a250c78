package clickstream.event;

import clickstream.event.JsonValue.JsonObject;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One value, or one unreadable stretch, of an object. */
public sealed interface ParsedValue {

    /** How many bytes of a reject are kept. */
    int KEPT_BYTES = 64 * 1024;

    /** Its place in the object, from 0; the elements of an array count one by one. */
    int index();

    /**
     * A value that is an event.
     *
     * @param body what was kept of it; may have no members though the event has
     * @param logged when a log says that it was written; null where it does not come from a log
     */
    record Event(int index, JsonObject body, @Nullable Instant logged) implements ParsedValue {

        public Event(int index, JsonObject body) {
            this(index, body, null);
        }
    }

    /**
     * A value that is none.
     *
     * @param detail what is wrong with it, for people; storable, and of bounded length
     * @param bytes the first {@value #KEPT_BYTES} of its bytes as they were; read-only
     */
    record Reject(int index, RejectReason reason, String detail, ByteBuffer bytes) implements ParsedValue {

        public Reject {
            if (bytes.remaining() > KEPT_BYTES) {
                throw new IllegalArgumentException("a reject of %d bytes".formatted(bytes.remaining()));
            }
            bytes = bytes.asReadOnlyBuffer();
        }
    }
}
