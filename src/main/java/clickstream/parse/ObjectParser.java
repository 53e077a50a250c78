package clickstream.parse;

import clickstream.event.GzipMembers;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * Reads the values of an object: gzip, encodings, arrays, lines. No bytes whatever make it throw: what cannot be read is a
 * {@link Reject}. Thread-safe.
 *
 * <p>The heap that it takes to read and map an object, in bytes a byte of its size: 3 for the bytes and their characters, and up to 1 more
 * where it is gzip. However many members and elements there are, that is nearly all: kept texts take up to 2 more in total, kept members
 * 10 MB an event, following what is nested deep 14 MB a parser. While one name or text is unescaped or mapped it takes up to 9 in place
 * of the 2; that counts where it is nearly as long as the object. So an object of 16 MiB takes 50 to 95 MB if it is made of many small
 * things, and up to 210 MB if it is one large one (measured, G1). Two events are in memory where {@code hasNext} looks ahead, but their
 * texts come from the same bytes: only the kept members count twice.
 */
public final class ObjectParser {

    /** What an array can hold. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

    private final int maxObjectSizeBytes;
    private final Set<String> names;
    private final NameTable table;

    /**
     * @param maxObjectSizeBytes how many bytes an object may have, as stored and inflated
     * @param names of the members that are kept, at whatever level; all others are read and checked, and forgotten
     */
    public ObjectParser(long maxObjectSizeBytes, Set<String> names) {
        if (maxObjectSizeBytes <= 0) {
            throw new IllegalArgumentException("not a size of objects: %d bytes".formatted(maxObjectSizeBytes));
        }
        this.maxObjectSizeBytes = (int) Math.min(maxObjectSizeBytes, LARGEST_ARRAY);
        this.names = new HashSet<>(names); // Set.of and copyOf divide at every look-up
        this.table = new NameTable(names);
    }

    /**
     * The values of an object, each read when it is asked for, so that memory holds the object and one value (one more when
     * {@code hasNext} looks ahead). None where the object holds no value at all: no bytes, white space, empty arrays.
     *
     * @param stored the object's bytes; must not change while the values are read
     */
    public Iterator<ParsedValue> values(byte[] stored) {
        if (stored.length > maxObjectSizeBytes) {
            return refused(stored, tooLarge("stored"));
        }
        if (!GzipMembers.beginIn(stored, stored.length)) {
            return new PlainEvents(stored, names, table);
        }
        ByteArrayOutputStream inflated = new ByteArrayOutputStream(stored.length);
        try {
            GzipMembers.<TooLargeException>inflate(stored, stored.length, (source, start, count) -> {
                if (count > maxObjectSizeBytes - inflated.size()) {
                    throw new TooLargeException();
                }
                inflated.write(source, start, count);
            });
            return new PlainEvents(inflated.toByteArray(), names, table);
        } catch (TooLargeException e) {
            return refused(stored, tooLarge("inflated"));
        } catch (ZipException e) {
            return refused(stored, new Fault(RejectReason.BAD_GZIP, String.valueOf(e.getMessage())));
        }
    }

    private Fault tooLarge(String how) {
        return new Fault(RejectReason.TOO_LARGE, "more than %d bytes %s".formatted(maxObjectSizeBytes, how));
    }

    private static Iterator<ParsedValue> refused(byte[] stored, Fault fault) {
        ByteBuffer kept = ByteBuffer.wrap(stored, 0, Math.min(stored.length, ParsedValue.KEPT_BYTES));
        return List.<ParsedValue>of(fault.reject(0, kept.slice())).iterator();
    }

    /** Ends the inflating. */
    private static final class TooLargeException extends Exception {

        private static final long serialVersionUID = 1;
    }
}
