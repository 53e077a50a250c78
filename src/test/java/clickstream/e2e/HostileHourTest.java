package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.corpus.Corpus;
import clickstream.corpus.CorpusCase;
import clickstream.corpus.CorpusCase.ExpectedValue;
import clickstream.corpus.Outcome;
import clickstream.corpus.Outcome.Rejected;
import clickstream.corpus.Outcome.Row;
import clickstream.corpus.Outcome.ValueOutcome;
import clickstream.event.ClickstreamEvent;
import clickstream.event.EventCounts;
import clickstream.generate.EventGenerator;
import clickstream.generate.EventGenerator.Settings;
import clickstream.generate.Expected;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.job.TestingEtl;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole corpus in one hour beside 10,000 good events, loaded through S3's protocol into PostgreSQL: no hostile object harms another,
 * and the tables hold of each what its case says.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class HostileHourTest {

    private static final int GOOD = 10_000;

    private final List<CorpusCase> cases = Corpus.cases();
    private final Expected good = Expected.rows();
    private final TestingS3 s3 = TestingS3.start();
    private final TestingDatabase database = TestingPostgres.shared().migratedDatabase();
    private final JdbcClient sql = JdbcClient.create(database.dataSource());

    @BeforeAll
    void load() throws InterruptedException {
        new EventGenerator(Settings.clean(5, Corpus.HOUR, GOOD)).objects().forEach(object -> {
            s3.put(object.key(), object.bytes(), object.lastModified());
            good.accept(object);
        });
        cases.forEach(hostile ->
                s3.put(hostile.object().key(), hostile.bytes(), hostile.object().lastModified()));
        try (TestingEtl etl = TestingEtl.start(s3.environment(), database)) {
            HourResult result = etl.load(Corpus.HOUR);
            assertThat(result.outcome()).as(result.failure()).isEqualTo(HourOutcome.COMPLETE);
            assertThat(result.attempts()).isEqualTo(1);
            assertThat(result.counts().objects().failed()).isZero();
            assertThat(result.counts().events()).isEqualTo(counts());
        }
    }

    @AfterAll
    void stop() {
        database.close();
        s3.close();
    }

    @Test
    void theTableHoldsTheGoodEventsAndTheRowsOfTheCorpus() {
        Map<UUID, Map<String, String>> wanted = new TreeMap<>();
        good.table().forEach((id, rows) -> wanted.put(id, Outcome.columnsOf(rows.getFirst())));
        assertThat(wanted).hasSize(GOOD);
        values((_, value) -> {
            if (value.outcome() instanceof Row row && value.becomes() == ValueOutcome.INSERTED) {
                wanted.put(UUID.fromString(row.columns().getOrDefault("event_id", "")), row.columns());
            }
        });
        Map<UUID, Map<String, String>> rows = new TreeMap<>();
        for (ClickstreamEvent event : new Tables(sql).events().values()) {
            rows.put(event.eventId(), Outcome.columnsOf(event));
        }
        assertThat(rows).isEqualTo(wanted);
    }

    @Test
    void everyRejectIsKeptWithItsReasonAndItsBytes() {
        Map<String, Outcome> wanted = new TreeMap<>();
        values((place, value) -> {
            if (value.outcome() instanceof Rejected) {
                wanted.put(place, value.outcome());
            }
        });
        Map<String, Outcome> rejects = new TreeMap<>();
        sql.sql("SELECT object_name || '#' || event_index, reason, bytes FROM etl.rejected_event")
                .query(row -> {
                    rejects.put(row.getString(1), Rejected.of(row.getString(2), row.getBytes(3)));
                });
        assertThat(rejects).isEqualTo(wanted);
    }

    @Test
    void everyIssueOfAnInsertedEventIsRecordedAndNoOther() {
        Map<String, Row> wanted = new TreeMap<>();
        values((place, value) -> {
            if (value.outcome() instanceof Row row
                    && value.becomes() == ValueOutcome.INSERTED
                    && !row.issues().isEmpty()) {
                wanted.put(place, row);
            }
        });
        Map<String, List<String>> issues = new TreeMap<>();
        sql.sql("""
                SELECT object_name || '#' || event_index, field || ' ' || reason || ' ' || detail
                FROM etl.event_issue JOIN public.clickstream_events USING (event_id)
                """).query(row -> {
            issues.computeIfAbsent(row.getString(1), _ -> new ArrayList<>()).add(row.getString(2));
        });
        assertThat(issues.keySet()).isEqualTo(wanted.keySet());
        assertThat(issues).allSatisfy((place, recorded) -> {
            Row expected = wanted.getOrDefault(place, new Row(Map.of(), List.of()));
            assertThat(new Row(expected.columns(), recorded).asToldBy(expected)).isEqualTo(expected);
        });
    }

    @Test
    void whatConflictsIsKeptAside() {
        assertThat(sql.sql("SELECT object_name || '#' || event_index FROM etl.conflicting_event")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(places(ValueOutcome.CONFLICTING));
    }

    @Test
    void theLedgerSaysOfEachObjectWhatBecameOfIt() {
        Map<String, String> wanted = new TreeMap<>();
        for (CorpusCase hostile : cases) {
            boolean loaded = hostile.values().stream().anyMatch(value -> value.becomes() != null);
            wanted.put(
                    hostile.object().name(),
                    hostile.skipped() != null ? "skipped " + hostile.skipped() : loaded ? "loaded" : "rejected");
        }
        Map<String, String> ledger = new TreeMap<>();
        sql.sql("SELECT object_name, concat_ws(' ', outcome, skip_reason) FROM etl.object_ledger")
                .query(row -> {
                    ledger.put(row.getString(1), row.getString(2));
                });
        assertThat(ledger).containsAllEntriesOf(wanted).hasSize(wanted.size() + GOOD);
    }

    private interface Each {
        void accept(String place, ExpectedValue value);
    }

    /** Every value of the corpus with its object's name and its index. */
    private void values(Each each) {
        for (CorpusCase hostile : cases) {
            for (int index = 0; index < hostile.values().size(); index++) {
                each.accept(
                        hostile.object().name() + "#" + index, hostile.values().get(index));
            }
        }
    }

    private List<String> places(ValueOutcome outcome) {
        List<String> places = new ArrayList<>();
        values((place, value) -> {
            if (value.becomes() == outcome) {
                places.add(place);
            }
        });
        return places;
    }

    private EventCounts counts() {
        long inserted = (long) GOOD + places(ValueOutcome.INSERTED).size();
        long duplicate = places(ValueOutcome.DUPLICATE).size();
        long conflicting = places(ValueOutcome.CONFLICTING).size();
        long rejected = cases.stream()
                .flatMap(hostile -> hostile.values().stream())
                .filter(value -> value.outcome() instanceof Rejected)
                .count();
        return new EventCounts(
                inserted + duplicate + conflicting + rejected, inserted, duplicate, conflicting, rejected);
    }
}
