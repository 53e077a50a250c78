package clickstream.load;

import clickstream.event.ClickstreamEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where rows go: the table, or what a rehearsal has in its place. */
interface EventStore {

    /**
     * Stores the rows whose ids are not there yet.
     *
     * @param rows with distinct ids, sorted by id: two loaders that insert in one order never wait for each other in a circle
     * @return the rows that were there already, as they stand, by id: all others of {@code rows} were inserted
     */
    Map<UUID, ClickstreamEvent> insertNew(List<ClickstreamEvent> rows);
}
