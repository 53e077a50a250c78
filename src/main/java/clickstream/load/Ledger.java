package clickstream.load;

import clickstream.database.Pages;
import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.NameRange;
import clickstream.event.ObjectCounts;
import clickstream.event.RunId;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads {@code etl.object_ledger}: which object versions are finished, and what a run has finished. Thread-safe. */
public final class Ledger {

    /** Greater than any ETag, which are ASCII. */
    private static final String BEHIND_ALL_ETAGS = "\uffff";

    private static final String PAGE = """
            SELECT object_name, etag
            FROM etl.object_ledger
            WHERE hour = :hour
              AND (object_name, etag) > (:name, :etag)
              AND (:upTo::text IS NULL OR object_name <= :upTo::text)
              AND load_run >= :reloadFrom
            ORDER BY object_name, etag
            LIMIT 1000
            """;

    private static final String OF_RUN = """
            SELECT count(*) FILTER (WHERE outcome = 'loaded')   AS loaded,
                   count(*) FILTER (WHERE outcome = 'skipped')  AS skipped,
                   count(*) FILTER (WHERE outcome = 'rejected') AS rejected_objects,
                   coalesce(sum(events), 0)                     AS events,
                   coalesce(sum(inserted), 0)                   AS inserted,
                   coalesce(sum(duplicate), 0)                  AS duplicate,
                   coalesce(sum(conflicting), 0)                AS conflicting,
                   coalesce(sum(rejected), 0)                   AS rejected
            FROM etl.object_ledger
            WHERE hour = :hour
              AND load_run = :run
            """;

    private final JdbcClient database;

    public Ledger(JdbcClient database) {
        this.database = database;
    }

    /**
     * The finished object versions of a range, by name, then ETag; a page of them in memory at a time.
     *
     * @param reloadFrom what runs before it finished does not count; {@link RunId#NONE} where all does
     */
    public Iterator<FinishedObject> finishedObjects(Hour hour, NameRange range, RunId reloadFrom) {
        return new Pages<>(last -> {
            if (last != null) {
                return page(hour, range, reloadFrom, last.name(), last.etag());
            }
            // Without a lower end the range begins with the empty name, of which no ETag is empty.
            return range.after() == null
                    ? page(hour, range, reloadFrom, "", "")
                    : page(hour, range, reloadFrom, range.after(), BEHIND_ALL_ETAGS);
        });
    }

    /** What the ledger says that a run has finished; of its objects, only those have counts that are finished. */
    public LoadCounts finishedBy(Hour hour, RunId run) {
        return database.sql(OF_RUN)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .param("run", run.number())
                .query((row, number) -> new LoadCounts(
                        new ObjectCounts(
                                0,
                                0,
                                row.getLong("loaded"),
                                row.getLong("skipped"),
                                row.getLong("rejected_objects"),
                                0),
                        new EventCounts(
                                row.getLong("events"),
                                row.getLong("inserted"),
                                row.getLong("duplicate"),
                                row.getLong("conflicting"),
                                row.getLong("rejected"))))
                .single();
    }

    /**
     * Holds the sums of a run against each other and against what the ledger says that it has finished.
     *
     * @throws IllegalStateException where they differ: the run has counted wrongly, or lost something, and must not look well
     */
    public void reconcile(Hour hour, RunId run, LoadCounts counts) {
        if (!counts.balance()) {
            throw new IllegalStateException("The sums of hour %s do not balance: %s".formatted(hour, counts));
        }
        ObjectCounts objects = counts.objects();
        LoadCounts counted = new LoadCounts(
                new ObjectCounts(0, 0, objects.loaded(), objects.skipped(), objects.rejected(), 0), counts.events());
        LoadCounts finished = finishedBy(hour, run);
        if (!finished.equals(counted)) {
            throw new IllegalStateException("The ledger of hour %s, run %s, has %s, and the run counted %s"
                    .formatted(hour, run, finished, counted));
        }
    }

    private List<FinishedObject> page(Hour hour, NameRange range, RunId reloadFrom, String name, String etag) {
        return database.sql(PAGE)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .param("name", name)
                .param("etag", etag)
                .param("upTo", range.upTo())
                .param("reloadFrom", reloadFrom.number())
                .query((row, number) -> new FinishedObject(row.getString("object_name"), row.getString("etag")))
                .list();
    }
}
