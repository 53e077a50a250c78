package clickstream.load;

import clickstream.event.ClickstreamEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Where rows go: the table, or what a dry run has in its place. */
interface EventStore {

    /**
     * Begins a transaction: to be called before all else is sent in it.
     *
     * @param inParts whether rows may be inserted more than once in it, each time sorted, but not over all of them
     */
    void begin(boolean inParts);

    /**
     * Stores the rows whose ids are not there yet.
     *
     * @param rows with distinct ids, sorted by id: two loaders that insert in one order never wait for each other in a circle
     * @param refused is told of each row that the table cannot hold, and why, in a printable line
     * @return the rows that were there already, as they stand, by id: all others of {@code rows} were inserted or refused
     */
    Map<UUID, ClickstreamEvent> insertNew(List<ClickstreamEvent> rows, BiConsumer<UUID, String> refused);
}
