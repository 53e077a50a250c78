package clickstream.parse;

import clickstream.event.ParsedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads values from characters only, never from bytes: what the quicker way must come to, too. */
public final class CarefulReading {

    private CarefulReading() {}

    /** The values of an object that is not gzip. */
    public static List<ParsedValue> of(byte[] bytes, Set<String> names) {
        List<ParsedValue> values = new ArrayList<>();
        new Values(DecodedText.of(bytes), names, 0, 0).forEachRemaining(values::add);
        return values;
    }
}
