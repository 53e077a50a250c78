package clickstream.load;

import clickstream.event.RunId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Opens the chunks of a run. Thread-safe. */
public final class Loader {

    private final JdbcTemplate database;

    public Loader(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * An empty chunk. It writes in the transaction of the thread that uses it.
     */
    public Chunk chunk(RunId run) {
        return chunk(run, OutcomeListener.NOBODY_ASKS);
    }

    /** An empty chunk like that, which tells what becomes of each value. */
    public Chunk chunk(RunId run, OutcomeListener outcomes) {
        return new Chunk(new EventTable(database), new LedgerWriter(database, run), outcomes);
    }
}
