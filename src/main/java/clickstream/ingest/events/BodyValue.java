package clickstream.ingest.events;

import java.util.List;

/** What stands at one index of a body. */
public sealed interface BodyValue {

    /**
     * An event, in the bytes of the body.
     *
     * @param bytes from its opening brace to its closing one
     * @param hasMembers whether anything is between them
     * @param ingestNames its own names that are {@code _ingest}, quotes included
     * @param edits what else is changed of it
     */
    record ClientEvent(Span bytes, boolean hasMembers, List<Span> ingestNames, Edits edits) implements BodyValue {

        ClientEvent with(Edits other) {
            return new ClientEvent(bytes, hasMembers, ingestNames, other);
        }
    }

    /**
     * What is no event that can be loaded.
     *
     * @param field the member that has the fault, one of those that columns are taken from; empty where it is not one member's
     */
    record Refused(EventFault fault, String field) implements BodyValue {

        Refused(EventFault fault) {
            this(fault, "");
        }
    }
}
