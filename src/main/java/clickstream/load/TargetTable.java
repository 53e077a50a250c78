package clickstream.load;

import clickstream.load.TargetFacts.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is wrong with {@code public.clickstream_events}, however it came to be, as something to insert events into once each. What only
 * single rows meet, such as the largest size of an index's entry, is left to {@link EventTable}.
 */
final class TargetTable {

    private static final String ALTER = "ALTER TABLE " + EventTable.NAME;

    private static final List<EventColumn> NEVER_NULL =
            List.of(EventColumn.EVENT_ID, EventColumn.EVENT_TIMESTAMP, EventColumn.EVENT_NAME);

    private static final String TABLE = "r";
    private static final String PARTITIONED = "p";

    private static final Map<String, String> KINDS =
            Map.of("v", "a view", "m", "a materialized view", "f", "a foreign table", "S", "a sequence", "c", "a type");

    private final TargetFacts facts;
    private final List<String> faults = new ArrayList<>();

    private TargetTable(TargetFacts facts) {
        this.facts = facts;
    }

    /** Each with what to do, as a statement at its end where one will do it; none where there is no table. */
    static List<String> faults(TargetFacts facts) {
        TargetTable table = new TargetTable(facts);
        if (facts.kind() != null) {
            table.look(facts.kind());
        }
        return table.faults;
    }

    private void look(String kind) {
        if (!kind.equals(TABLE) && !kind.equals(PARTITIONED)) {
            faults.add("it is %s: give it another name, so that the next load makes the table"
                    .formatted(KINDS.getOrDefault(kind, "no table")));
            return;
        }
        columns();
        unique(kind.equals(PARTITIONED));
        refusals();
        if (facts.unlogged()) {
            faults.add("it is unlogged, and a crash of the server would empty it: %s SET LOGGED".formatted(ALTER));
        }
        if (facts.shutOut()) {
            faults.add(
                    "row-level security lets %1$s not insert and see every row, and no restrictive policy may keep it from that: CREATE POLICY clickstream_etl ON %2$s TO %1$s USING (true) WITH CHECK (true)"
                            .formatted(facts.role(), EventTable.NAME));
        }
    }

    private void columns() {
        Map<String, EventColumn> missing =
                EventColumn.ALL.stream().collect(Collectors.toMap(EventColumn::sqlName, Function.identity()));
        for (Column column : facts.columns()) {
            EventColumn wanted = missing.remove(column.name());
            if (wanted == null) {
                other(column);
            } else {
                ours(column, wanted);
            }
        }
        EventColumn.ALL.stream()
                .filter(missing::containsValue)
                .forEach(column -> faults.add("%1$s is missing: %2$s ADD COLUMN %1$s %3$s"
                        .formatted(column.sqlName(), ALTER, column.type())));
    }

    private void ours(Column column, EventColumn wanted) {
        if (!column.generated().isEmpty()) {
            // What is not stored cannot become a column that is.
            faults.add((column.generated().equals("s")
                            ? "%1$s is generated: %2$s ALTER COLUMN %1$s DROP EXPRESSION"
                            : "%1$s is generated: %2$s RENAME COLUMN %1$s TO %1$s_generated")
                    .formatted(column.name(), ALTER));
        } else if (!ColumnType.holds(wanted, column.type())) {
            faults.add("%s is %s: %s".formatted(column.name(), column.type(), change(column, wanted)));
        } else if (column.notNull() && !NEVER_NULL.contains(wanted)) {
            mayBeNull(column, "events may lack it");
        }
    }

    private static String change(Column column, EventColumn wanted) {
        return ColumnType.change(wanted, column.type())
                .map(change -> column.hasDefault()
                        ? "%s ALTER COLUMN %s DROP DEFAULT, %s".formatted(ALTER, column.quoted(), change)
                        : "%s %s".formatted(ALTER, change))
                .orElse("make it %s, as you know what its values mean".formatted(wanted.type()));
    }

    /** A column that is none of the job's is nobody's trouble where PostgreSQL knows what to put there. */
    private void other(Column column) {
        if (column.notNull() && !column.hasDefault()) {
            mayBeNull(column, "it is none of the job's columns");
        }
    }

    private void mayBeNull(Column column, String why) {
        faults.add("%s must not be null, and %s: %s ALTER COLUMN %s DROP NOT NULL"
                .formatted(column.name(), why, ALTER, column.quoted()));
    }

    private void unique(boolean isPartitioned) {
        if (!facts.hasUniqueId()) {
            faults.add(
                    isPartitioned
                            ? "there is no unique index on event_id alone, and a table partitioned by anything else cannot have one: docs/operations.md#taking-over-a-table says what can be done"
                            : "there is no unique index on event_id alone, so events could be there twice: CREATE UNIQUE INDEX ON %s (event_id)"
                                    .formatted(EventTable.NAME));
        }
        if (!facts.children().isEmpty()) {
            faults.add("its unique index does not see the rows of tables that inherit from it (%s): move them into it"
                    .formatted(String.join(", ", facts.children())));
        }
    }

    private void refusals() {
        for (String constraint : facts.constraints()) {
            faults.add("%1$s may refuse events, and with them their hour: %2$s DROP CONSTRAINT %1$s"
                    .formatted(constraint, ALTER));
        }
        for (String index : facts.indexes()) {
            faults.add("%1$s may refuse events, and with them their hour: DROP INDEX %1$s".formatted(index));
        }
        for (String rule : facts.rules()) {
            faults.add(
                    "rule %1$s changes what an INSERT does: DROP RULE %1$s ON %2$s".formatted(rule, EventTable.NAME));
        }
        for (String trigger : facts.triggers()) {
            faults.add(
                    "trigger %1$s may change, leave out or refuse events (a DEFAULT fills a column without one): DROP TRIGGER %1$s ON %2$s"
                            .formatted(trigger, EventTable.NAME));
        }
    }
}
