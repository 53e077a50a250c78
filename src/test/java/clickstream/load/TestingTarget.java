package clickstream.load;

import clickstream.event.ClickstreamEvent;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.MappedEvent;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RunId;
import clickstream.event.SkipReason;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database and the ways into it. */
public final class TestingTarget implements AutoCloseable {

    private final TestingDatabase database = TestingPostgres.shared().migratedDatabase();
    private final DataSource dataSource = database.dataSource();
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));

    public TestingDatabase database() {
        return database;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcClient sql() {
        return JdbcClient.create(dataSource);
    }

    TransactionTemplate transactions() {
        return transactions;
    }

    /** Fills a chunk and commits it. */
    public LoadCounts load(long run, Consumer<Chunk> filling) {
        return load(new RunId(run), filling);
    }

    public LoadCounts load(RunId run, Consumer<Chunk> filling) {
        return Optional.ofNullable(transactions.execute(transaction -> {
                    Chunk chunk = new Loader(new JdbcTemplate(dataSource)).chunk(run);
                    filling.accept(chunk);
                    return chunk.write();
                }))
                .orElseThrow();
    }

    public LoadCounts load(Consumer<Chunk> filling) {
        return load(1, filling);
    }

    /** Adds an object of events, indexes from 0. */
    public static void add(Chunk chunk, ListedObject object, MappedEvent... events) {
        chunk.begin(object);
        for (int index = 0; index < events.length; index++) {
            chunk.event(events[index], index);
        }
        chunk.end();
    }

    public static void add(Chunk chunk, ListedObject object, Reject... rejects) {
        chunk.begin(object);
        for (Reject reject : rejects) {
            chunk.reject(reject);
        }
        chunk.end();
    }

    public static void skip(Chunk chunk, ListedObject object, SkipReason reason) {
        chunk.skip(object, reason);
    }

    public ClickstreamEvent existing(UUID id) {
        return sql().sql("SELECT %s FROM public.clickstream_events WHERE event_id = ?".formatted(EventColumn.NAMES))
                .param(id)
                .query((row, number) -> EventColumn.read(row))
                .single();
    }

    public long count(String table) {
        return sql().sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    /** The rows of a query as PostgreSQL writes them, in parentheses, the columns parted by commas. */
    public List<String> lines(String query) {
        return sql().sql("SELECT r::text FROM (%s) r".formatted(query))
                .query(String.class)
                .list();
    }

    /** What every table of the schemas etl and public holds, and where its sequences stand. */
    public String contents() {
        return TestingContents.of(dataSource);
    }

    @Override
    public void close() {
        database.close();
    }
}
