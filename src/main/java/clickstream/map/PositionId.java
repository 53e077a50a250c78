package clickstream.map;

import clickstream.event.ListedObject;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id of an event that brings none: by the place where it lies, so that a re-run finds it again. */
final class PositionId {

    private static final Pattern OBJECT_NAME = Pattern.compile(
            "event-(?!0{8}-0{4}-0{4}-0{4}-0{12})(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})\\.json(?:\\.gz)?");

    private PositionId() {}

    /** The ingest function's id for the object where the object is this event, else one of its own for each index. */
    static UUID of(ListedObject object, int index, boolean only) {
        String name = object.name().substring(object.name().lastIndexOf('/') + 1);
        Matcher named = OBJECT_NAME.matcher(name);
        return only && index == 0 && named.matches()
                ? UUID.fromString(named.group(1))
                : NameBasedUuid.of(object.key() + "#" + index);
    }
}
