package clickstream.load;

import clickstream.event.RunId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Opens the chunks of a run. Thread-safe. */
public final class Loader {

    private final JdbcTemplate database;
    private final EventTable events;
    private final CopyFirst ledgerCopies = new CopyFirst(0);

    public Loader(JdbcTemplate database) {
        this.database = database;
        this.events = new EventTable(database);
    }

    /**
     * An empty chunk. It writes in the transaction of the thread that uses it.
     */
    public Chunk chunk(RunId run) {
        return chunk(run, OutcomeListener.NOBODY_ASKS);
    }

    /** An empty chunk like that, which tells what becomes of each value. */
    public Chunk chunk(RunId run, OutcomeListener outcomes) {
        return new Chunk(events, new LedgerWriter(database, run, ledgerCopies), outcomes);
    }
}
