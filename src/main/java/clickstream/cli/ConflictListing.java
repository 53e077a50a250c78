package clickstream.cli;

import clickstream.event.Plural;
import clickstream.event.PrintableText;
import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import clickstream.rejects.StoredConflict;
import clickstream.rejects.StoredConflict.Difference;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Prints conflicting events against the rows that stand in the table, one after the other. */
final class ConflictListing {

    private final Rejects rejects;
    private final PrintWriter out;

    ConflictListing(Rejects rejects, PrintWriter out) {
        this.rejects = rejects;
        this.out = out;
    }

    void print(RejectSelection selection, OutputFormat format) {
        if (format == OutputFormat.json) {
            Map<String, Object> document = new LinkedHashMap<>();
            Iterable<Map<String, Object>> conflicts = () -> stream(rejects.conflicts(selection))
                    .map(ConflictListing::document)
                    .iterator();
            document.put("conflicts", conflicts);
            JsonDocument.print(document, out);
        } else {
            long count = 0;
            for (Iterator<StoredConflict> conflicts = rejects.conflicts(selection); conflicts.hasNext(); count++) {
                printText(conflicts.next());
            }
            out.println(count == 0 ? "no conflicts" : Plural.of(count, "conflicting event"));
        }
        out.flush();
    }

    private void printText(StoredConflict conflict) {
        out.println("%s  %s #%d".formatted(conflict.eventId(), PrintableText.quoted(conflict.key()), conflict.index()));
        if (!conflict.existing()) {
            out.println("    the row that was in its way is gone");
        } else if (conflict.differences().isEmpty()) {
            out.println("    no column differs any more");
        }
        for (Difference difference : conflict.differences()) {
            out.println("    %s: in the table %s, here %s"
                    .formatted(difference.column(), value(difference.first()), value(difference.later())));
        }
    }

    private static String value(@Nullable String value) {
        return value == null ? "NULL" : "'%s'".formatted(PrintableText.quoted(value));
    }

    private static Map<String, Object> document(StoredConflict conflict) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("eventId", conflict.eventId().toString());
        document.put("hour", conflict.hour().toString());
        document.put("key", conflict.key());
        document.put("etag", conflict.etag());
        document.put("index", conflict.index());
        document.put("existing", conflict.existing());
        Map<String, Object> differences = new LinkedHashMap<>();
        for (Difference difference : conflict.differences()) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("inTable", difference.first());
            values.put("here", difference.later());
            differences.put(difference.column(), values);
        }
        document.put("differences", differences);
        return document;
    }

    private static <T> Stream<T> stream(Iterator<T> rows) {
        Iterable<T> iterable = () -> rows;
        return StreamSupport.stream(iterable.spliterator(), false);
    }
}
