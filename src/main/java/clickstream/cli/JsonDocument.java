package clickstream.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.json.JsonWriter;

/** Writes JSON, each document in one line. */
final class JsonDocument {

    private JsonDocument() {}

    static String text(Map<String, Object> document) {
        return JsonWriter.standard().writeToString(document);
    }

    /** Prints a document; an {@link Iterable} in it is asked for each element when it is written. */
    static void print(Map<String, Object> document, PrintWriter out) {
        try {
            JsonWriter.standard().write(document).to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("A PrintWriter does not throw", e);
        }
        out.println();
    }
}
