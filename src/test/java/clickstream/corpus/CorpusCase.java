package clickstream.corpus;

import clickstream.corpus.Outcome.ValueOutcome;
import clickstream.event.ListedObject;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hostile object, and what must become of it.
 *
 * @param file the case's file, as in {@code number/price-with-fraction}
 * @param stored its bytes
 * @param skipped the reason for which the object as a whole is skipped; null where it is not
 * @param values of the object, by index
 */
public record CorpusCase(
        String file,
        ListedObject object,
        ByteBuffer stored,
        @Nullable String skipped,
        List<ExpectedValue> values) {

    /**
     * What must become of a value.
     *
     * @param becomes null of a reject
     */
    public record ExpectedValue(Outcome outcome, @Nullable ValueOutcome becomes) {}

    /** A copy of its bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[stored.capacity()];
        stored.get(0, bytes);
        return bytes;
    }

    /** Whether it is decided on by what the listing shows, so that nobody reads its bytes. */
    public boolean isDecidedByListing() {
        return (skipped != null && !skipped.equals("empty")) || stored.capacity() > Corpus.MAX_OBJECT_SIZE;
    }

    @Override
    public String toString() {
        return file;
    }
}
