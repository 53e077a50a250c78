package clickstream.ingest;

import java.util.List;

/** What stands at one index of a body. */
sealed interface BodyValue {

    /**
     * An event, in the bytes of the body.
     *
     * @param bytes from its opening brace to its closing one
     * @param hasMembers whether anything is between them
     * @param ingestNames its own names that are {@code _ingest}, quotes included
     */
    record ClientEvent(Span bytes, boolean hasMembers, List<Span> ingestNames) implements BodyValue {}

    /** What is no event that can be loaded. */
    record Refused(EventFault fault) implements BodyValue {}
}
