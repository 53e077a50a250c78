package clickstream.load;

import clickstream.database.SqlArrays;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.RunId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code etl.failed_object}: what could not be read, so that it can be named until it is. Thread-safe. */
public final class FailedObjects {

    private static final String RECORD = """
            INSERT INTO etl.failed_object (load_run, hour, object_name, etag, cause)
            SELECT ?, * FROM unnest(?::timestamptz[], ?::text[], ?::text[], ?::text[])
            ON CONFLICT (hour, object_name, etag) DO UPDATE
                SET load_run = excluded.load_run,
                    cause    = excluded.cause
            """;

    private static final String FORGET_EARLIER = "DELETE FROM etl.failed_object WHERE hour = ? AND load_run <> ?";

    /** Each range of an hour holds them: 20 MiB at most where every key is as long as S3 allows. */
    private static final String KNOWN = "SELECT object_name FROM etl.failed_object WHERE hour = ? LIMIT 20000";

    private final JdbcTemplate database;
    private final TransactionTemplate ownTransaction;

    public FailedObjects(JdbcTemplate database, PlatformTransactionManager transactions) {
        this.database = database;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** The names of objects of an hour that could not be read before. */
    public Set<String> known(Hour hour) {
        return new HashSet<>(
                database.queryForList(KNOWN, String.class, hour.start().atOffset(ZoneOffset.UTC)));
    }

    /** Records them in a transaction of its own: they are known even where that of their chunk is rolled back. */
    public void record(RunId run, List<FailedObject> failed) {
        if (failed.isEmpty()) {
            return;
        }
        PreparedStatementCallback<Integer> insert = statement -> {
            new SqlArrays<>(statement, failed)
                    .value(run.number())
                    .column("timestamptz", row -> row.object().hour().start())
                    // The one character that PostgreSQL's text cannot hold.
                    .column("text", row -> row.object().name().replace('\0', '\uFFFD'))
                    .column("text", row -> row.object().etag())
                    .column("text", FailedObject::cause);
            return statement.executeUpdate();
        };
        ownTransaction.executeWithoutResult(_ -> database.execute(RECORD, insert));
    }

    /** Forgets what earlier runs recorded of an hour: {@code run} has tried all of it again. */
    public void forgetEarlier(Hour hour, RunId run) {
        database.update(FORGET_EARLIER, hour.start().atOffset(ZoneOffset.UTC), run.number());
    }

    /**
     * An object that could not be read.
     *
     * @param cause what S3 or the network said, in one storable line
     */
    public record FailedObject(ListedObject object, String cause) {}
}
