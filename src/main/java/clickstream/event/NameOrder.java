package clickstream.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order in which S3 lists: by the bytes of the UTF-8 text. PostgreSQL calls it collation {@code "C"}; Java's own order of
 * strings, by UTF-16 units, differs from it above U+FFFF.
 */
public enum NameOrder implements Comparator<String> {
    UTF_8_BYTES;

    @Override
    public int compare(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
