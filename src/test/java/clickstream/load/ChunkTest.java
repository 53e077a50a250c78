package clickstream.load;

import static clickstream.load.TestingRows.HOUR;
import static clickstream.load.TestingRows.TIME;
import static clickstream.load.TestingRows.at;
import static clickstream.load.TestingRows.event;
import static clickstream.load.TestingRows.id;
import static clickstream.load.TestingRows.object;
import static clickstream.load.TestingRows.reject;
import static clickstream.load.TestingRows.row;
import static clickstream.load.TestingRows.troubled;
import static clickstream.load.TestingTarget.add;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.LoadCounts;
import clickstream.event.MappedEvent;
import clickstream.event.RunId;
import clickstream.event.SkipReason;
import clickstream.testing.TestingCounts;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class ChunkTest {

    private static final MappedEvent LATER = new MappedEvent(at(row(1, "click"), TIME.plusSeconds(3)), List.of());

    private final TestingTarget target = new TestingTarget();

    @AfterEach
    void drop() {
        target.close();
    }

    @Test
    void anEventThatIsEqualButForItsTimeIsADuplicate() {
        LoadCounts counts = target.load(chunk -> add(chunk, object("a"), event(1), LATER));

        assertThat(counts.events()).isEqualTo(TestingCounts.events("2 read = 1 inserted + 1 duplicate"));
        assertThat(target.existing(id(1)).eventTimestamp()).isEqualTo(TIME);
        assertThat(target.count("etl.conflicting_event")).isZero();
    }

    @Test
    void withinAnObjectTheLowerIndexStaysAndTheOthersAreKeptAsConflicts() {
        LoadCounts counts = target.load(chunk ->
                add(chunk, object("a"), event(1, "first"), event(1, "second"), event(1, "third"), event(1, "first")));

        assertThat(counts.events())
                .isEqualTo(TestingCounts.events("4 read = 1 inserted + 1 duplicate + 2 conflicting"));
        assertThat(target.existing(id(1)).eventName()).isEqualTo("first");
        assertThat(target.lines("SELECT object_name, event_index, event_name FROM etl.conflicting_event ORDER BY 2"))
                .containsExactly("(a,1,second)", "(a,2,third)");
    }

    @Test
    void conflictsAreMeasuredAgainstWhatStandsAndNotAgainstOneAnother() {
        LoadCounts counts = target.load(chunk -> add(chunk, object("a"), event(1, "x"), event(1, "y"), event(1, "y")));

        assertThat(counts.events()).isEqualTo(TestingCounts.events("3 read = 1 inserted + 2 conflicting"));
    }

    @Test
    void withinAChunkTheObjectThatWasReadFirstStays() {
        LoadCounts counts = target.load(chunk -> {
            add(chunk, object("a"), event(1, "of a"));
            add(chunk, object("b"), event(1, "of b"), event(2));
        });

        assertThat(counts.events()).isEqualTo(TestingCounts.events("3 read = 2 inserted + 1 conflicting"));
        assertThat(target.existing(id(1)).eventName()).isEqualTo("of a");
        assertThat(target.lines("SELECT object_name FROM etl.conflicting_event"))
                .containsExactly("(b)");
    }

    @Test
    void acrossChunksTheOneThatWasCommittedFirstStays() {
        target.load(chunk -> add(chunk, object("b"), event(1, "earlier")));
        LoadCounts counts = target.load(chunk -> add(chunk, object("a"), event(1, "later"), event(1, "earlier")));

        assertThat(counts.events()).isEqualTo(TestingCounts.events("2 read = 1 duplicate + 1 conflicting"));
        assertThat(target.existing(id(1)).eventName()).isEqualTo("earlier");
    }

    @Test
    void aNullIsNotAnEmptyText() {
        target.load(chunk ->
                add(chunk, object("a"), new MappedEvent(row(id(1), TIME, "click", null, null, null), List.of())));
        LoadCounts counts = target.load(chunk ->
                add(chunk, object("b"), new MappedEvent(row(id(1), TIME, "click", "", null, null), List.of())));

        assertThat(counts.events().conflicting()).isOne();
    }

    @Test
    void issuesAreRecordedForInsertedEventsOnly() {
        target.load(chunk -> {
            add(chunk, object("a"), troubled(1, "x", 2), troubled(1, "x", 3), troubled(1, "y", 3));
            add(chunk, object("b"), troubled(2, "x", 1));
        });
        target.load(chunk -> add(chunk, object("c"), troubled(2, "x", 3)));

        assertThat(target.lines("""
                SELECT object_name, event_index, issue, field, reason, detail FROM etl.event_issue ORDER BY 1, 2, 3"""))
                .containsExactly(
                        "(a,0,0,field_0,not_integral,\"product.price = 19.99\")",
                        "(a,0,1,field_1,not_integral,\"product.price = 19.99\")",
                        "(b,0,0,field_0,not_integral,\"product.price = 19.99\")");
    }

    @Test
    void theLedgerSaysWhatBecameOfEachObject() {
        target.load(chunk -> add(chunk, object("0"), event(1, "earlier")));
        LoadCounts counts = target.load(7, chunk -> {
            chunk.begin(object("mixed"));
            chunk.event(event(1, "earlier"), 0);
            chunk.reject(reject(1, "x"));
            chunk.event(event(1, "other"), 2);
            chunk.event(event(2), 3);
            chunk.end();
            add(chunk, object("duplicates only"), event(2));
            add(chunk, object("conflicts only"), event(2, "other"));
            add(chunk, object("rejects only"), reject(0, "x"), reject(1, "y"));
            chunk.begin(object("no value"));
            chunk.end();
            chunk.skip(object("folder/"), SkipReason.FOLDER);
            chunk.skip(object("_hidden"), SkipReason.HIDDEN);
            chunk.skip(object("x.tmp"), SkipReason.TEMPORARY);
        });

        assertThat(counts)
                .isEqualTo(TestingCounts.of(
                        "3 loaded + 4 skipped + 1 rejected",
                        "8 read = 1 inserted + 2 duplicate + 2 conflicting + 3 rejected"));
        assertThat(target.lines("""
                SELECT object_name, outcome, skip_reason, events, inserted, duplicate, conflicting, rejected
                FROM etl.object_ledger WHERE load_run = 7 ORDER BY object_name"""))
                .containsExactly(
                        "(_hidden,skipped,hidden,0,0,0,0,0)",
                        "(\"conflicts only\",loaded,,1,0,0,1,0)",
                        "(\"duplicates only\",loaded,,1,0,1,0,0)",
                        "(folder/,skipped,folder,0,0,0,0,0)",
                        "(mixed,loaded,,4,1,1,1,1)",
                        "(\"no value\",skipped,empty,0,0,0,0,0)",
                        "(\"rejects only\",rejected,,2,0,0,0,2)",
                        "(x.tmp,skipped,temporary,0,0,0,0,0)");
        assertThat(new Ledger(target.sql()).finishedBy(HOUR, new RunId(7))).isEqualTo(counts);
    }

    @Test
    void aTransactionThatIsRolledBackLeavesNothing() {
        String before = target.contents();

        target.transactions().executeWithoutResult(transaction -> {
            Chunk chunk = new Loader(new JdbcTemplate(target.dataSource())).chunk(new RunId(1));
            chunk.begin(object("a"));
            for (int index = 0; index < 12_000; index++) {
                chunk.event(index % 10 == 0 ? troubled(index, "x", 1) : event(index % 11_000), index);
            }
            chunk.reject(reject(12_000, "x"));
            chunk.end();
            chunk.write();
            transaction.setRollbackOnly();
        });

        assertThat(target.contents()).isEqualTo(before);
    }

    @Test
    void anObjectOfManyValuesGoesInSeveralStatementsAndOneTransaction() {
        target.database().execute("""
                CREATE TABLE statement (transaction bigint DEFAULT txid_current());
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN INSERT INTO statement DEFAULT VALUES; RETURN NULL; END';
                CREATE TRIGGER note AFTER INSERT ON clickstream_events FOR EACH STATEMENT EXECUTE FUNCTION note()
                """);

        LoadCounts counts = target.load(chunk -> {
            chunk.begin(object("large"));
            for (int index = 0; index < 25_000; index++) {
                // Every id comes a second time, as a duplicate or a conflict, mostly in another statement.
                chunk.event(event(index % 12_500, index < 18_750 ? "first" : "second"), index);
                assertThat(chunk.full()).as("in the middle of an object").isEqualTo(index >= 999);
            }
            chunk.end();
        });

        assertThat(counts.events())
                .isEqualTo(TestingCounts.events("25000 read = 12500 inserted + 6250 duplicate + 6250 conflicting"));
        assertThat(target.lines("SELECT count(*) BETWEEN 2 AND 10, count(DISTINCT transaction) FROM statement"))
                .containsExactly("(t,1)");
        assertThat(target.count("etl.conflicting_event")).isEqualTo(6_250);
        assertThat(target.lines("SELECT events, inserted, duplicate, conflicting FROM etl.object_ledger"))
                .containsExactly("(25000,12500,6250,6250)");
    }

    @Test
    void aChunkOfAThousandSmallObjectsIsOneStatement() {
        AtomicInteger statements = new AtomicInteger();
        EventStore store = new TestingEventStore(statements);
        Chunk chunk = new Chunk(store, findings -> {});
        int objects = 0;
        while (!chunk.full()) {
            add(chunk, object("o" + objects), event(objects));
            objects++;
        }
        chunk.write();

        assertThat(objects).isEqualTo(1_000);
        assertThat(statements).hasValue(1);
    }

    @Test
    void muchTextFillsAChunkToo() {
        Chunk chunk = new Chunk(new TestingEventStore(new AtomicInteger()), findings -> {});
        String megabyte = "x".repeat(1024 * 1024);
        for (int object = 0; object < 4; object++) {
            assertThat(chunk.full()).isFalse();
            add(chunk, object("o" + object), event(object, megabyte));
        }

        assertThat(chunk.full()).isTrue();
    }

    @Test
    void anObjectThatIsLoadedAgainReplacesItsFindings() {
        target.load(1, chunk -> {
            add(chunk, object("kept"), event(9), event(9, "other"));
            add(
                    chunk,
                    object("replaced"),
                    reject(0, "now an event"),
                    reject(1, "as before"),
                    reject(2, "now an event"));
        });
        target.load(2, chunk -> {
            chunk.begin(object("replaced"));
            chunk.event(event(1), 0);
            chunk.reject(reject(1, "as before"));
            chunk.event(event(1, "other"), 2);
            chunk.end();
        });

        assertThat(target.lines("SELECT object_name, event_index, load_run FROM etl.rejected_event"))
                .containsExactly("(replaced,1,2)");
        assertThat(target.lines("SELECT object_name, event_index, load_run FROM etl.conflicting_event ORDER BY 1"))
                .containsExactly("(kept,1,1)", "(replaced,2,2)");
        assertThat(target.lines("SELECT outcome, events, inserted, conflicting, rejected, load_run "
                        + "FROM etl.object_ledger WHERE object_name = 'replaced'"))
                .containsExactly("(loaded,3,1,1,1,2)");
    }

    @Test
    void aConflictThatIsLoadedAgainIsKeptAsItIsMappedNow() {
        target.load(1, chunk -> add(chunk, object("a"), event(1), event(1, "as mapped then")));
        target.load(2, chunk -> add(chunk, object("a"), event(1), event(1, "as mapped now")));

        assertThat(target.lines("SELECT event_name, load_run FROM etl.conflicting_event"))
                .containsExactly("(\"as mapped now\",2)");
    }

    @Test
    void aConflictThatIsNoneAnyMoreDisappears() {
        target.load(1, chunk -> add(chunk, object("a"), event(1), event(1, "other")));
        target.load(2, chunk -> add(chunk, object("a"), event(1), event(1)));

        assertThat(target.count("etl.conflicting_event")).isZero();
    }

    @Test
    void aRowThatWasDeletedAndIsLoadedAgainHasTheIssuesThatItHasNow() {
        target.load(1, chunk -> add(chunk, object("a"), troubled(1, "x", 3), troubled(2, "x", 2)));
        target.database().execute("DELETE FROM clickstream_events WHERE event_id = '%s'".formatted(id(1)));
        target.load(2, chunk -> add(chunk, object("a"), troubled(1, "x", 1), troubled(2, "x", 0)));

        assertThat(target.lines("SELECT event_index, issue, load_run FROM etl.event_issue ORDER BY 1, 2"))
                .containsExactly("(0,0,2)", "(1,0,1)", "(1,1,1)");
    }

    @Test
    void loadingTheSameThreeTimesDoublesNothingAndLeavesNoDeadRow() {
        for (int run = 1; run <= 3; run++) {
            target.load(run, chunk -> {
                add(chunk, object("a"), troubled(1, "x", 2), event(1, "other"));
                add(chunk, object("b"), reject(0, "x"));
            });
        }

        assertThat(target.lines("SELECT count(*) FROM clickstream_events")).containsExactly("(1)");
        assertThat(target.lines("""
                SELECT (SELECT count(*) FROM etl.object_ledger), (SELECT count(*) FROM etl.rejected_event),
                       (SELECT count(*) FROM etl.conflicting_event), (SELECT count(*) FROM etl.event_issue)""")).containsExactly("(2,1,1,2)");
        // Nothing was vacuumed, so a dead row would stand between the first one and the next.
        target.database().execute("INSERT INTO clickstream_events VALUES (gen_random_uuid(), now(), 'next')");
        assertThat(target.lines("SELECT ctid FROM clickstream_events ORDER BY ctid"))
                .containsExactly("(\"(0,1)\")", "(\"(0,2)\")");
    }

    @Test
    void objectsAreBegunAndEndedInTurn() {
        Chunk chunk = new Chunk(new TestingEventStore(new AtomicInteger()), findings -> {});
        assertThatThrownBy(chunk::end).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> chunk.event(event(1), 0)).isInstanceOf(IllegalStateException.class);
        chunk.begin(object("a"));
        assertThatThrownBy(() -> chunk.begin(object("b"))).hasMessageContaining("events/2026/11/20/13/a");
        assertThatThrownBy(chunk::write).hasMessageContaining("events/2026/11/20/13/a");
    }

    /** What another session does between two statements of this one. */
    private static final String MEANWHILE = """
            CREATE FUNCTION meanwhile_%1$s() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF pg_trigger_depth() = 1 THEN %2$s; END IF; RETURN NULL; END $$;
            CREATE TRIGGER meanwhile_%1$s %1$s INSERT ON clickstream_events
                FOR EACH STATEMENT EXECUTE FUNCTION meanwhile_%1$s()
            """;

    private static final String INSERT_THE_FIRST_ID =
            "INSERT INTO clickstream_events VALUES ('%s', now(), 'meanwhile')".formatted(id(1));

    @Test
    void aRowThatSomebodyInsertsMeanwhileStands() {
        target.database().execute(MEANWHILE.formatted("BEFORE", INSERT_THE_FIRST_ID));

        LoadCounts counts = target.load(chunk -> add(chunk, object("a"), event(1), event(2)));

        assertThat(counts.events()).isEqualTo(TestingCounts.events("2 read = 1 inserted + 1 conflicting"));
        assertThat(target.lines("SELECT event_name FROM clickstream_events WHERE event_id = '%s'".formatted(id(1))))
                .containsExactly("(meanwhile)");
        assertThat(target.count("etl.conflicting_event")).isOne();
    }

    @Test
    void aRowThatDisappearsBetweenTheInsertAndTheLookIsTriedAgainLater() {
        target.database().execute(MEANWHILE.formatted("BEFORE", INSERT_THE_FIRST_ID));
        target.database().execute(MEANWHILE.formatted("AFTER", "DELETE FROM clickstream_events"));

        assertThatThrownBy(() -> target.load(chunk -> add(chunk, object("a"), event(1))))
                .hasMessageContaining("1 row was neither inserted nor there");
        assertThat(target.count("etl.object_ledger")).isZero();
        assertThat(target.count("clickstream_events")).isZero();
    }

    @Test
    void aTableWithRowLevelSecurityIsLoadedToo() {
        target.database().execute("""
                ALTER TABLE clickstream_events ENABLE ROW LEVEL SECURITY;
                ALTER TABLE clickstream_events FORCE ROW LEVEL SECURITY;
                CREATE POLICY everybody ON clickstream_events USING (true) WITH CHECK (true)
                """);

        LoadCounts counts = target.load(chunk -> add(chunk, object("a"), event(1), event(2)));

        assertThat(counts.events()).isEqualTo(TestingCounts.events("2 read = 2 inserted"));
        assertThat(target.count("clickstream_events")).isEqualTo(2);
    }
}
