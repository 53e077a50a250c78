package clickstream.load;

import clickstream.database.SqlArrays;
import clickstream.event.EventCounts;
import clickstream.event.ListedObject;
import clickstream.event.RunId;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/**
 * The records of one run, in schema {@code etl}. Takes part in the transaction of its thread. An object that is loaded again leaves
 * the records of its last load. Thread-safe.
 */
final class LedgerWriter implements ChunkRecords.RecordWriter {

    private static final String REJECTS = """
            INSERT INTO etl.rejected_event (load_run, hour, object_name, etag, event_index, reason, detail, bytes)
            SELECT ?, * FROM unnest(?::timestamptz[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::bytea[])
            ON CONFLICT (hour, object_name, etag, event_index) DO UPDATE
                SET load_run = excluded.load_run,
                    reason   = excluded.reason,
                    detail   = excluded.detail,
                    bytes    = excluded.bytes
            """;

    private static final String CONFLICTS = """
            INSERT INTO etl.conflicting_event (load_run, hour, object_name, etag, event_index, %s)
            SELECT ?, * FROM unnest(?::timestamptz[], ?::text[], ?::text[], ?::int[], %s)
            ON CONFLICT (hour, object_name, etag, event_index) DO UPDATE
                SET (load_run, %s) = (excluded.load_run, %s)
            """.formatted(
                    EventColumn.NAMES,
                    EventColumn.ARRAYS,
                    EventColumn.NAMES,
                    EventColumn.NAMES.replaceAll("(\\w+)", "excluded.$1"));

    private static final String ISSUES = """
            INSERT INTO etl.event_issue
                (load_run, hour, object_name, etag, event_index, event_id, issue, field, reason, detail)
            SELECT ?, *
            FROM unnest(?::timestamptz[], ?::text[], ?::text[], ?::int[], ?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[])
            ON CONFLICT (event_id, issue) DO UPDATE
                SET load_run    = excluded.load_run,
                    hour        = excluded.hour,
                    object_name = excluded.object_name,
                    etag        = excluded.etag,
                    event_index = excluded.event_index,
                    field       = excluded.field,
                    reason      = excluded.reason,
                    detail      = excluded.detail
            """;

    private static final List<Column> LEDGER_COLUMNS = List.of(
            new Column("hour", "timestamptz", row -> row.object().hour().start()),
            new Column("object_name", "text", row -> row.object().name()),
            new Column("etag", "text", row -> row.object().etag()),
            new Column("size", "bigint", row -> row.object().size()),
            new Column("last_modified", "timestamptz", row -> row.object().lastModified()),
            new Column("outcome", "text", row -> row.outcome().name().toLowerCase(Locale.ROOT)),
            new Column(
                    "skip_reason",
                    "text",
                    row -> row.skipReason() == null ? null : row.skipReason().code()),
            new Column("events", "int", events(EventCounts::read)),
            new Column("inserted", "int", events(EventCounts::inserted)),
            new Column("duplicate", "int", events(EventCounts::duplicate)),
            new Column("conflicting", "int", events(EventCounts::conflicting)),
            new Column("rejected", "int", events(EventCounts::rejected)));

    private static final String LEDGER_NAMES =
            LEDGER_COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "));

    private static final String LEDGER = """
            INSERT INTO etl.object_ledger (load_run, %s)
            SELECT ?, * FROM unnest(%s)
            ON CONFLICT (hour, object_name, etag) DO UPDATE
                SET load_run    = excluded.load_run,
                    outcome     = excluded.outcome,
                    skip_reason = excluded.skip_reason,
                    events      = excluded.events,
                    inserted    = excluded.inserted,
                    duplicate   = excluded.duplicate,
                    conflicting = excluded.conflicting,
                    rejected    = excluded.rejected
            """.formatted(
                    LEDGER_NAMES,
                    LEDGER_COLUMNS.stream()
                            .map(column -> "?::%s[]".formatted(column.type()))
                            .collect(Collectors.joining(", ")));

    private static final String FORGET_REJECTS = """
            DELETE FROM etl.rejected_event AS earlier
            USING unnest(?::timestamptz[], ?::text[], ?::text[]) AS finished (hour, object_name, etag)
            WHERE (earlier.hour, earlier.object_name, earlier.etag) = (finished.hour, finished.object_name, finished.etag)
              AND earlier.load_run <> ?
            """;

    private static final String FORGET_CONFLICTS = """
            DELETE FROM etl.conflicting_event AS earlier
            USING unnest(?::timestamptz[], ?::text[], ?::text[]) AS finished (hour, object_name, etag)
            WHERE (earlier.hour, earlier.object_name, earlier.etag) = (finished.hour, finished.object_name, finished.etag)
              AND earlier.load_run <> ?
            """;

    /** A row that was deleted and is inserted again leaves the issues that it had then. */
    private static final String FORGET_ISSUES = """
            DELETE FROM etl.event_issue
            WHERE event_id = ANY (?::uuid[])
              AND load_run <> ?
            """;

    private final JdbcTemplate database;
    private final RunId run;
    private final CopyFirst copyFirst;

    LedgerWriter(JdbcTemplate database, RunId run, CopyFirst copyFirst) {
        this.database = database;
        this.run = run;
        this.copyFirst = copyFirst;
    }

    @Override
    public void write(ChunkRecords records) {
        insert(
                REJECTS,
                records.rejects(),
                ChunkRecords.RejectedValue::object,
                rows -> rows.column("int", row -> row.reject().index())
                        .column("text", row -> row.reject().reason().code())
                        .column("text", row -> row.reject().detail())
                        .column("bytea", row -> bytes(row.reject().bytes())));
        insert(
                CONFLICTS,
                records.conflicts(),
                ChunkRecords.ConflictingEvent::object,
                rows -> EventColumn.bind(rows.column("int", row -> row.index()), row -> row.row()));
        insert(
                ISSUES,
                records.issues(),
                ChunkRecords.RecordedIssue::object,
                rows -> rows.column("int", row -> row.index())
                        .column("uuid", row -> row.eventId())
                        .column("int", row -> row.number())
                        .column("text", row -> row.issue().field())
                        .column("text", row -> row.issue().reason().code())
                        .column("text", row -> row.issue().detail()));
        finish(records.finished());
        forgetIssues(records.inserted());
    }

    /** Objects that were not in the ledger have left no records. */
    private void finish(List<ObjectTally> objects) {
        if (objects.isEmpty() || (copyFirst.isWorthIt() && areCopied(objects))) {
            return;
        }
        PreparedStatementCallback<Integer> insert = statement -> {
            SqlArrays<ObjectTally> rows = new SqlArrays<>(statement, objects).value(run.number());
            for (Column column : LEDGER_COLUMNS) {
                rows.column(column.type(), column.value());
            }
            return statement.executeUpdate();
        };
        database.execute(LEDGER, insert);
        forget(FORGET_REJECTS, objects);
        forget(FORGET_CONFLICTS, objects);
    }

    private boolean areCopied(List<ObjectTally> objects) {
        List<Function<ObjectTally, @Nullable Object>> values = Stream.concat(
                        Stream.<Function<ObjectTally, @Nullable Object>>of(object -> run.number()),
                        LEDGER_COLUMNS.stream().map(Column::value))
                .toList();
        List<String> types = Stream.concat(
                        Stream.of("bigint"), LEDGER_COLUMNS.stream().map(Column::type))
                .toList();
        if (CopiedRows.insert(database, "etl.object_ledger", "load_run, " + LEDGER_NAMES, types, objects, values)) {
            return true;
        }
        copyFirst.metOthers();
        return false;
    }

    private <T> void insert(String sql, List<T> records, Function<T, ListedObject> object, Binding<T> binding) {
        if (records.isEmpty()) {
            return;
        }
        PreparedStatementCallback<Integer> insert = statement -> {
            SqlArrays<T> rows = new SqlArrays<>(statement, records).value(run.number());
            bindObject(rows, object);
            binding.bind(rows);
            return statement.executeUpdate();
        };
        database.execute(sql, insert);
    }

    private void forget(String sql, List<ObjectTally> objects) {
        PreparedStatementCallback<Integer> delete = statement -> {
            SqlArrays<ObjectTally> rows = new SqlArrays<>(statement, objects);
            bindObject(rows, ObjectTally::object);
            rows.value(run.number());
            return statement.executeUpdate();
        };
        database.execute(sql, delete);
    }

    private void forgetIssues(List<UUID> inserted) {
        if (inserted.isEmpty()) {
            return;
        }
        PreparedStatementCallback<Integer> delete = statement -> {
            new SqlArrays<>(statement, inserted).column("uuid", id -> id).value(run.number());
            return statement.executeUpdate();
        };
        database.execute(FORGET_ISSUES, delete);
    }

    private static <T> void bindObject(SqlArrays<T> rows, Function<T, ListedObject> object) throws SQLException {
        rows.column("timestamptz", object.andThen(version -> version.hour().start()))
                .column("text", object.andThen(ListedObject::name))
                .column("text", object.andThen(ListedObject::etag));
    }

    private static Function<ObjectTally, @Nullable Object> events(Function<EventCounts, Long> count) {
        return tally -> Math.toIntExact(count.apply(tally.events()));
    }

    private static byte[] bytes(ByteBuffer kept) {
        byte[] copy = new byte[kept.remaining()];
        kept.duplicate().get(copy);
        return copy;
    }

    @FunctionalInterface
    private interface Binding<T> {
        void bind(SqlArrays<T> rows) throws SQLException;
    }

    private record Column(String name, String type, Function<ObjectTally, @Nullable Object> value) {}
}
