package clickstream.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.audit.AuditedLedger.Entry;
import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.job.TestingEtl;
import clickstream.job.TestingJob;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final Instant MODIFIED = Instant.parse("2026-11-20T13:30:00Z");
    private static final TestingS3 s3 = TestingS3.shared();

    @RegisterExtension
    private final TestingJob job = TestingJob.with("clickstream.max-object-size=200KB");

    private final TestingDatabase database = job.database();
    private final TestingEtl etl = job.etl();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anHourThatIsLoadedHasNoGapWhateverIsInIt(boolean deep) throws Exception {
        putEveryOutcome();
        etl.load(HOUR);
        String before = TestingContents.of(database.dataSource());

        HourAudit audit = audit(deep);

        assertThat(audit.gaps()).as(audit.toString()).isEmpty();
        assertThat(audit.hasGap(false)).isFalse();
        assertThat(List.of(audit.listed(), audit.complete(), audit.rejected())).containsExactly(14L, 11L, 3L);
        assertThat(audit.events()).isEqualTo(deep ? 10 : 0);
        assertThat(TestingContents.of(database.dataSource())).isEqualTo(before);
    }

    @Test
    void readingAgainNeedsTheLedgersTimeNotTheListings() throws Exception {
        put("without-time", "{\"eventName\":\"click\"}");
        etl.load(HOUR);
        // The same bytes once more: the same version, at another time.
        s3.put(HOUR.prefix() + "without-time", bytes("{\"eventName\":\"click\"}"), MODIFIED.plusSeconds(60));

        assertThat(audit(true).gaps()).isEmpty();
    }

    @Test
    void anObjectAddedOverwrittenOrDeletedByHandIsFound() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            put(name, event(name.codePointAt(0), "click"));
        }
        etl.load(HOUR);
        put("bb-added", event(1, "click"));
        put("ZZ \uD83D\uDE00 +%", event(2, "click"));
        put("c", event(3, "overwritten"));
        s3.delete(HOUR.prefix() + "a");
        s3.delete(HOUR.prefix() + "e");

        HourAudit audit = audit(false);

        assertThat(audit.gaps()).isEqualTo(Map.of(Gap.Kind.MISSING, 2L, Gap.Kind.CHANGED, 1L, Gap.Kind.VANISHED, 2L));
        assertThat(List.of(audit.listed(), audit.complete())).containsExactly(5L, 2L);
        assertThat(audit.samples().stream().map(gap -> gap.kind() + " " + gap.name()))
                .containsExactly(
                        "MISSING ZZ \uD83D\uDE00 +%", "VANISHED a", "MISSING bb-added", "CHANGED c", "VANISHED e");

        etl.load(HOUR);
        assertThat(audit(false).gaps()).isEqualTo(Map.of(Gap.Kind.VANISHED, 2L));
        assertThat(audit(false).hasGap(true)).isFalse();
        assertThat(audit(false).hasGap(false)).isTrue();
    }

    @Test
    void aSupersededVersionIsNeitherVanishedNorChanged() throws Exception {
        put("a", event(1, "click"));
        etl.load(HOUR);
        put("a", event(2, "click"));
        etl.load(HOUR);
        assertThat(audit(true).gaps()).isEmpty();

        s3.delete(HOUR.prefix() + "a");
        assertThat(audit(true).gaps()).isEqualTo(Map.of(Gap.Kind.VANISHED, 1L));
    }

    @Test
    void anObjectThatCouldNotBeReadIsFailedAndNotMissing() throws Exception {
        put("a", event(1, "click"));
        put("b", event(2, "click"));
        database.execute("""
                INSERT INTO etl.failed_object (hour, object_name, etag, cause, load_run)
                VALUES ('2026-11-20T13:00Z', '0', 'x', 'long ago', 1), ('2026-11-20T13:00Z', 'a', 'another', 'older', 1),
                       ('2026-11-20T13:00Z', 'b', '%s', '403 AccessDenied', 1)
                """.formatted(etag("b")));

        HourAudit audit = audit(false);

        assertThat(audit.samples())
                .containsExactly(
                        new Gap(Gap.Kind.MISSING, "a", "modified 2026-11-20T13:30:00Z"),
                        new Gap(Gap.Kind.FAILED, "b", "403 AccessDenied"));
    }

    @Test
    void aRowThatIsDeletedByHandIsFound() throws Exception {
        put("a", event(1, "click") + "\n" + event(2, "click"));
        etl.load(HOUR);
        database.execute("DELETE FROM clickstream_events WHERE event_id = '%s'".formatted(id(2)));

        assertThat(audit(false).gaps()).isEmpty();
        assertThat(audit(true).samples()).containsExactly(new Gap(Gap.Kind.ROW_MISSING, "a", "event 1, id " + id(2)));
    }

    @Test
    void aRowThatIsChangedByHandIsFoundInWhateverColumn() throws Exception {
        List<String> changes = List.of(
                "event_timestamp = event_timestamp + interval '1 microsecond'",
                "event_name = 'x'",
                "user_id = 'x'",
                "user_id = NULL",
                "user_id = ''",
                "user_login_state = 'x'",
                "identity_source = 'x'",
                "client_id = 'x'",
                "session_id = 'x'",
                "is_first_visit = NOT is_first_visit",
                "context_product_id = 'x'",
                "context_product_name = 'x'",
                "context_product_category = 'x'",
                "context_product_brand = 'x'",
                "context_product_price = 1",
                "context_product_discount_price = NULL",
                "context_product_url_path = 'x'");
        put("a", fullEvent(1));
        put("b", fullEvent(2));
        etl.load(HOUR);
        database.execute("CREATE TABLE etl.kept AS TABLE clickstream_events");

        for (String change : changes) {
            database.execute("DELETE FROM clickstream_events; INSERT INTO clickstream_events SELECT * FROM etl.kept");
            assertThat(audit(true).gaps()).isEmpty();

            database.execute("UPDATE clickstream_events SET %s WHERE event_id = '%s'".formatted(change, id(2)));

            String column = change.substring(0, change.indexOf(' '));
            assertThat(audit(true).samples())
                    .containsExactly(
                            new Gap(Gap.Kind.ROW_DIFFERS, "b", "event 0, id %s in %s".formatted(id(2), column)));
        }
    }

    @Test
    void aDuplicateMayHaveBeenReceivedAtAnotherTimeButNotMoreEventsThanThereAreDuplicates() throws Exception {
        put("a", event(1, "click") + event(2, "click"));
        etl.load(HOUR);
        put("b", event(1, "click").replace("13:05", "13:06") + event(3, "click"));
        etl.load(HOUR);
        assertThat(audit(true).gaps()).isEmpty();

        database.execute(
                "UPDATE clickstream_events SET event_timestamp = now() WHERE event_id = '%s'".formatted(id(3)));
        assertThat(audit(true).samples()).extracting(Gap::name).containsExactly("b");
    }

    @Test
    void aConflictingEventIsRightOnlyWhereItIsKeptAsItIs() throws Exception {
        put("a", event(1, "click"));
        etl.load(HOUR);
        put("b", event(2, "click") + event(1, "other"));
        etl.load(HOUR);
        assertThat(audit(true).gaps()).isEmpty();

        database.execute("UPDATE etl.conflicting_event SET user_id = 'x'");
        assertThat(audit(true).samples())
                .containsExactly(new Gap(Gap.Kind.ROW_DIFFERS, "b", "event 1, id %s in event_name".formatted(id(1))));
        database.execute("DELETE FROM etl.conflicting_event");
        assertThat(audit(true).gaps()).isEqualTo(Map.of(Gap.Kind.ROW_DIFFERS, 1L));
    }

    @Test
    void rejectsThatAreNotKeptAreFound() throws Exception {
        put("a", event(1, "click") + " {half\n 42");
        put("b", "x".repeat(300_000));
        etl.load(HOUR);
        assertThat(audit(true).gaps()).isEmpty();

        database.execute("DELETE FROM etl.rejected_event WHERE event_index IN (0, 1)");
        assertThat(audit(true).samples())
                .extracting(Gap::toString)
                .hasSize(2)
                .allMatch(gap -> gap.contains("REJECTS_DIFFER") && gap.contains("in etl.rejected_event"));
    }

    @Test
    void whatIsPutAndLoadedWhileTheHourIsAuditedHasNotVanished() {
        AuditTally tally = new AuditTally();
        List<Entry> ledger = List.of(
                new Entry("a", "1", MODIFIED, false, 0, 0),
                new Entry("b", "1", MODIFIED, false, 0, 0),
                new Entry("b", "2", MODIFIED, false, 0, 0));
        AuditedVersions versions = new AuditedVersions(
                Collections.emptyIterator(),
                ledger.iterator(),
                Collections.emptyIterator(),
                entry -> entry.name().equals("a"),
                tally);

        assertThat(versions.hasNext()).isFalse();
        assertThat(tally.result(HOUR).samples()).extracting(Gap::name).containsExactly("b");
    }

    @Test
    void manyEventsAreLookedUpInParts() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int number = 0; number < 1_000; number++) {
            many.append(event(number, "click")).append('\n');
        }
        put("a", many.toString());
        for (int number = 1_000; number < 2_500; number++) {
            put("event-%04d".formatted(number), event(number, "click"));
        }
        etl.load(HOUR);
        database.execute("DELETE FROM clickstream_events WHERE event_id IN ('%s', '%s')".formatted(id(999), id(2_499)));

        HourAudit audit = audit(true);

        assertThat(audit.events()).isEqualTo(2_500);
        assertThat(audit.samples()).extracting(Gap::name).containsExactly("a", "event-2499");
    }

    @Test
    void moreThanAThousandOfAKindAreCountedAndNotKept() throws Exception {
        for (int number = 0; number < 1_005; number++) {
            put("event-%04d".formatted(number), "{}");
        }

        HourAudit audit = audit(false);

        assertThat(audit.count(Gap.Kind.MISSING)).isEqualTo(1_005);
        assertThat(audit.samples()).hasSize(AuditTally.SAMPLES);
    }

    @Test
    void aDatabaseThatWasNeverMigratedLacksEverything() throws Exception {
        put("a", event(1, "click"));
        try (TestingDatabase bare = TestingPostgres.shared().database();
                TestingEtl other = TestingEtl.start(s3.environment(), bare)) {
            List<HourAudit> audits = new ArrayList<>();
            other.bean(Audit.class).audit(List.of(HOUR), true, audits::add);

            assertThat(audits.getFirst().gaps()).isEqualTo(Map.of(Gap.Kind.MISSING, 1L));
        }
    }

    @Test
    void aMonthTakesOneListingAndTwoQueriesAnHour() throws Exception {
        List<Hour> hours = Stream.iterate(Hour.parse("2026-11-01T00"), hour -> hour.plus(1))
                .limit(720)
                .toList();
        for (Hour hour : hours.subList(300, 306)) {
            for (int number = 0; number < 5; number++) {
                s3.put(hour.prefix() + "event-" + number, bytes(event(number, "click")), MODIFIED);
            }
        }
        for (Hour hour : hours.subList(300, 306)) {
            etl.load(hour);
        }
        s3.delete(hours.get(303).prefix() + "event-3");
        s3.counts().reset();
        List<HourAudit> audits = new ArrayList<>();
        long started = System.nanoTime();

        etl.bean(Audit.class).audit(hours, false, audits::add);

        assertThat(s3.counts().lists()).isEqualTo(720);
        assertThat(s3.counts().gets()).isZero();
        assertThat(System.nanoTime() - started).isLessThan(60_000_000_000L);
        assertThat(audits).extracting(HourAudit::hour).isEqualTo(hours);
        assertThat(audits.stream().filter(audit -> audit.hasGap(false)))
                .extracting(HourAudit::hour)
                .containsExactly(hours.get(303));
        assertThat(audits.stream().filter(HourAudit::isEmpty)).hasSize(714);
    }

    @ParameterizedTest
    @CsvSource({"3, false", "12, true"})
    void objectsThatCannotBeReadAgainAreUnreadAndManyInARowEndTheAudit(int objects, boolean ends) throws Exception {
        BreakingContents contents = new BreakingContents(objects);
        try (SyntheticS3 breaking = SyntheticS3.start(contents);
                TestingEtl other = TestingEtl.start(breaking.environment(), database, "clickstream.fetch.attempts=1")) {
            other.load(HOUR);
            contents.broken.set(true);
            List<HourAudit> audits = new ArrayList<>();
            if (ends) {
                assertThatThrownBy(() -> other.bean(Audit.class).audit(List.of(HOUR), true, audits::add))
                        .isInstanceOf(ExplainedException.class)
                        .hasMessageStartingWith(
                                "10 objects in a row could not be read, the last one, " + HOUR.prefix());
            } else {
                other.bean(Audit.class).audit(List.of(HOUR), true, audits::add);
                assertThat(audits.getFirst().gaps()).isEqualTo(Map.of(Gap.Kind.UNREAD, 3L));
            }
        }
    }

    /** Objects whose connections break off when it is told so. */
    private static final class BreakingContents implements SyntheticS3.Contents {

        private final AtomicBoolean broken = new AtomicBoolean();
        private final int size;

        BreakingContents(int size) {
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public String key(int index) {
            return HOUR.prefix() + "event-%02d".formatted(index);
        }

        @Override
        public long byteSize(int index) {
            return event(index, "click").length();
        }

        @Override
        public byte[] bytes(int index) {
            if (broken.get()) {
                throw new IllegalStateException("broken");
            }
            return AuditTest.bytes(event(index, "click"));
        }
    }

    private HourAudit audit(boolean deep) throws InterruptedException {
        List<HourAudit> audits = new ArrayList<>();
        etl.bean(Audit.class).audit(List.of(HOUR), deep, audits::add);
        return audits.getFirst();
    }

    private static void putEveryOutcome() {
        put("a", event(1, "click") + "\n{half an\n" + event(2, "click"));
        put("b", "[" + event(1, "click") + "," + event(1, "other") + "]");
        put("c", event(1, "other"));
        put("d", event(3, "click"));
        put("d-later", event(3, "click").replace("13:05", "13:06"));
        put("derived", "{\"eventName\":\"click\"}[{\"eventId\":\"17-x\",\"product\":{\"price\":19.99}}]");
        put("full \uD83D\uDE00", fullEvent(4));
        put("empty", " [] \n");
        put("_SUCCESS", "");
        put("folder/", "");
        put("e.tmp", "{");
        s3.put(HOUR.prefix() + "f.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0}, MODIFIED);
        put("g", "42");
        put("large", "x".repeat(300_000));
    }

    private static void put(String name, String text) {
        s3.put(HOUR.prefix() + name, bytes(text), MODIFIED);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String etag(String name) {
        return s3.client()
                .headObject(request -> request.bucket(s3.bucket()).key(HOUR.prefix() + name))
                .eTag()
                .replace("\"", "");
    }

    private static String event(int number, String name) {
        return """
                {"eventId":"%s","eventName":"%s","_ingest":{"receivedAt":"2026-11-20T13:05:00Z"}}""".formatted(id(number), name);
    }

    private static String fullEvent(int number) {
        return """
                {"eventId":"%s","eventName":"add_to_cart","userId":"7","userLoginState":"logged_in","identity_source":"web",
                 "clientId":"c-1","sessionId":"s-1","isFirstVisit":true,"_ingest":{"receivedAt":"2026-11-20T13:05:00.123456Z"},
                 "product":{"id":"p","name":"Áo","category":"k","brand":"b","price":199000,"discountPrice":190000,"urlPath":"/p"}}
                """.formatted(id(number));
    }

    private static UUID id(int number) {
        return new UUID(0x8000_0000_0000_4000L, 0x8000_0000_0000_0000L + number);
    }
}
