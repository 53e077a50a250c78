package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.testing.FaultyS3;
import clickstream.testing.FaultyS3.Exchange;
import clickstream.testing.FaultyS3Proxy;
import clickstream.testing.FaultyS3Proxy.Fault;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingCounts;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Hours that are loaded while S3, or the way to it, misbehaves: what is said, how long it takes, and that the next run heals. */
@Timeout(60)
class FailingS3Test {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final int OBJECTS = 120;
    private static final DateTimeFormatter SIGNED_AT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

    private static final TestingS3 s3 = TestingS3.start();

    /** Several pages to a range. */
    private static final FaultyS3Proxy proxy = FaultyS3Proxy.start(s3, 20);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Set<String> struck = ConcurrentHashMap.newKeySet();

    @RegisterExtension
    private final TestingJob job = TestingJob.on(
            proxy.environment(),
            "clickstream.load.attempts=2",
            "clickstream.load.objects-per-partition=40",
            "clickstream.fetch.attempts=3",
            "clickstream.fetch.attempt-timeout=2s");

    private final TestingDatabase database = job.database();
    private final TestingEtl etl = job.etl();

    @BeforeAll
    static void putObjects() {
        for (int number = 0; number < OBJECTS; number++) {
            s3.put(
                    key(number),
                    """
                    {"eventId":"%s","eventName":"click","_ingest":{"receivedAt":"2026-11-20T13:05:00Z"}}""".formatted(id(number)).getBytes(StandardCharsets.UTF_8),
                    Instant.parse("2026-11-20T13:30:00Z"));
        }
    }

    @AfterAll
    static void stopS3() {
        proxy.close();
        s3.close();
    }

    @BeforeEach
    void start() {
        log.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        logger().setLevel(null);
        proxy.fault(Fault.NONE);
    }

    /** One of eight ways to fail for the first request of each object, and one of four for that of each page of the listing. */
    @Test
    void whatPassesIsSurvivedWithinTheAttempt() throws Exception {
        proxy.fault((it, exchange) -> struck.add(exchange.target())
                && (exchange.key().isEmpty() ? harmPage(exchange) : harmObject(exchange)));

        HourResult result = etl.load(HOUR);

        assertThat(result.failure()).isNull();
        assertThat(result.attempts()).isOne();
        assertThat(result.counts()).isEqualTo(allInserted());
        assertThat(result.took()).isLessThan(Duration.ofSeconds(30));
        assertAllIsLoadedOnce();
    }

    @Test
    void aBodyThatIsAlwaysShorterThanListedIsNeverTakenForTheObject() throws Exception {
        proxy.fault((it, exchange) -> {
            if (!exchange.key().equals(key(7))) {
                return false;
            }
            ResponseBytes<GetObjectResponse> object = it.object(exchange);
            byte[] bytes = object.asByteArray();
            exchange.object(FaultyS3Proxy.etag(object), Arrays.copyOf(bytes, bytes.length / 2));
            return true;
        });
        assertOneIsMissingUntilItIsReadable("the body broke off");
    }

    @Test
    void anObjectThatIsRefusedIsNamedAndTheOthersAreLoaded() throws Exception {
        proxy.fault((it, exchange) -> {
            if (!exchange.key().equals(key(7))) {
                return false;
            }
            exchange.error(403, "AccessDenied", "Access Denied");
            return true;
        });
        assertOneIsMissingUntilItIsReadable("403 AccessDenied");
    }

    @Test
    void anObjectWhoseETagIsNeverThatOfTheListingIsReadByEachRunAndNeverDoubled() throws Exception {
        proxy.fault((it, exchange) -> {
            if (!exchange.key().equals(key(7))) {
                return false;
            }
            exchange.object("another", it.object(exchange).asByteArray());
            return true;
        });
        assertThat(etl.load(HOUR).counts()).isEqualTo(allInserted());

        HourResult again = etl.load(HOUR);

        assertThat(again.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(again.counts())
                .isEqualTo(TestingCounts.of(
                        "%d listed = %d already + 1 loaded".formatted(OBJECTS, OBJECTS - 1), "1 read = 1 duplicate"));
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
        assertThat(etl.load(HOUR).gets()).isZero();
    }

    @Test
    void credentialsThatExpireInTheMiddleEndTheRunAtOnceAndTheNextOneGoesOn() throws Exception {
        AtomicInteger gets = new AtomicInteger();
        proxy.fault((it, exchange) -> {
            if (exchange.key().isEmpty() ? gets.get() < 40 : gets.incrementAndGet() <= 40) {
                return false;
            }
            exchange.error(400, "ExpiredToken", "The provided token has expired.");
            return true;
        });
        HourResult failed = etl.load(HOUR);

        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.failure()).contains("400 ExpiredToken", "; the AWS credentials have expired");
        assertThat(failed.took()).isLessThan(Duration.ofSeconds(10));
        assertThat(log.list).hasSizeLessThan(15);
        assertThat(lines("SELECT count(*) <= 4 FROM etl.failed_object")).containsExactly("t");
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
    }

    @Test
    void credentialsThatAreRenewedAreUsedByTheNextAttempt() throws Exception {
        AtomicInteger gets = new AtomicInteger();
        AtomicInteger beginnings = new AtomicInteger();
        proxy.fault((it, exchange) -> {
            if (exchange.key().isEmpty()) {
                boolean first =
                        exchange.parameter("start-after") == null && exchange.parameter("continuation-token") == null;
                beginnings.addAndGet(first ? 1 : 0);
                return false;
            }
            // An attempt lists the beginning twice: to cut the hour into ranges, and to read the first of them.
            if (gets.incrementAndGet() < 40 || beginnings.get() > 2) {
                return false;
            }
            exchange.error(400, "ExpiredToken", "The provided token has expired.");
            return true;
        });
        HourResult result = etl.load(HOUR);

        assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.attempts()).isEqualTo(2);
        assertAllIsLoadedOnce();
    }

    @Test
    void aClockThatIsTwentyMinutesBehindDoesNotStopTheLoad() throws Exception {
        Duration ahead = Duration.ofMinutes(20);
        proxy.fault((it, exchange) -> {
            Instant there = Instant.now().plus(ahead);
            Instant signed = SIGNED_AT.parse(exchange.header("x-amz-date"), Instant::from);
            if (Duration.between(signed, there).abs().compareTo(Duration.ofMinutes(15)) < 0) {
                return false;
            }
            refuseForTheClock(exchange, there);
            return true;
        });
        HourResult result = etl.load(HOUR);
        assertThat(result.failure()).isNull();
        assertThat(result.counts()).isEqualTo(allInserted());
    }

    @Test
    void aClockThatCannotBeMadeUpForIsNamed() throws Exception {
        proxy.fault((it, exchange) -> {
            refuseForTheClock(exchange, Instant.now().plus(Duration.ofMinutes(20)));
            return true;
        });
        HourResult failed = etl.load(HOUR);
        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.failure()).contains("RequestTimeTooSkewed", "the clock of this machine is wrong");
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
    }

    @Test
    void whatAListingLeavesOutIsFoundByTheNextLookForLateObjects() throws Exception {
        proxy.fault((it, exchange) -> {
            if (!exchange.key().isEmpty()) {
                return false;
            }
            List<S3Object> listed = new ArrayList<>(it.page(exchange).contents());
            listed.removeIf(object -> object.key().hashCode() % 5 == 0);
            it.list(exchange, listed);
            return true;
        });
        HourResult lied = etl.load(HOUR);
        assertThat(lied.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(lied.counts().objects().listed()).isLessThan(OBJECTS);

        proxy.fault(Fault.NONE);
        HourResult found = etl.bean(LateHours.class)
                .load(HOUR, new HourRunner.Request(false, Duration.ZERO, "tests"))
                .orElseThrow();
        assertThat(found.counts().objects().loaded())
                .isEqualTo(OBJECTS - lied.counts().objects().listed());
        assertAllIsLoadedOnce();
    }

    @Test
    void aPageThatRepeatsAKeyIsRefusedAndNothingIsDoubled() throws Exception {
        proxy.fault((it, exchange) -> {
            String token = exchange.parameter("continuation-token");
            if (!exchange.key().isEmpty() || token == null) {
                return false;
            }
            List<S3Object> listed = new ArrayList<>(it.page(exchange).contents());
            listed.addFirst(listed.getFirst().toBuilder().key(token).build());
            it.list(exchange, listed);
            return true;
        });
        HourResult failed = etl.load(HOUR);

        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.failure()).contains("is not listed in the order of UTF-8 bytes");
        assertThat(lines("SELECT count(*) - count(DISTINCT object_name) FROM etl.object_ledger"))
                .containsExactly("0");
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
    }

    @Test
    void aLaterPageThatNeverComesFailsTheRunAndKeepsWhatWasCommitted() throws Exception {
        proxy.fault((it, exchange) -> {
            if (!exchange.key().isEmpty() || exchange.parameter("continuation-token") == null) {
                return false;
            }
            exchange.error(500, "InternalError", "We encountered an internal error. Please try again.");
            return true;
        });
        HourResult failed = etl.load(HOUR);

        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.attempts()).isEqualTo(2);
        assertThat(failed.failure()).contains("Failed to list s3://raw-events/events/2026/11/20/13/: 500");
        assertThat(failed.took()).isLessThan(Duration.ofSeconds(20));
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
    }

    /** Connections stay open and nothing comes through them any more, and through new ones nothing either. */
    @Tag("long")
    @Timeout(300)
    @Test
    void aNetworkThatSwallowsEverythingIsNoticed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        proxy.fault((it, exchange) -> {
            if (requests.incrementAndGet() > OBJECTS / 2) {
                over.await();
            }
            return false;
        });

        HourResult failed = etl.load(HOUR);

        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.took()).isLessThan(Duration.ofMinutes(2));
        assertThat(failed.failure()).hasLineCount(1);
        over.countDown();
        assertThat(etl.load(HOUR).failure()).isNull();
        assertAllIsLoadedOnce();
    }

    @Test
    void objectsThatAreGoneByTheThousandsDoNotFillTheLog() throws Exception {
        proxy.fault((it, exchange) -> {
            if (exchange.key().isEmpty()) {
                return false;
            }
            s3.delete(exchange.key());
            exchange.error(404, "NoSuchKey", "The specified key does not exist.");
            return true;
        });
        HourResult result = etl.load(HOUR);

        assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.vanished()).isEqualTo(OBJECTS);
        int ranges = ranges();
        assertThat(logged("Deleted since it was listed: ")).isLessThanOrEqualTo(ranges * LogSampler.MOST);
        assertThat(logged("Deleted since they were listed: ")).isEqualTo(ranges);
        proxy.fault(Fault.NONE);
        putObjects();
        assertAllIsLoadedOnce();
    }

    /** As where the bucket's name ends in a slash, and the store takes two for one in a listing. */
    @Test
    void anObjectThatIsListedAndNeverThereIsNotTakenForDeleted() throws Exception {
        proxy.fault((it, exchange) -> {
            if (!exchange.key().equals(key(7))) {
                return false;
            }
            exchange.error(404, "NoSuchKey", "The specified key does not exist.");
            return true;
        });
        HourResult result = etl.load(HOUR);

        assertThat(result.outcome()).isEqualTo(HourOutcome.INCOMPLETE);
        assertThat(result.vanished()).isZero();
        assertThat(lines("SELECT object_name || ' ' || cause FROM etl.failed_object"))
                .containsExactly(
                        key(7).substring(HOUR.prefix().length()) + " S3 lists it, and says that it is not there");
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
    }

    @Test
    void anHourWhoseObjectsAreAllListedAndNeverThereIsNotComplete() throws Exception {
        proxy.fault((it, exchange) -> {
            if (exchange.key().isEmpty()) {
                return false;
            }
            exchange.error(404, "NoSuchKey", "The specified key does not exist.");
            return true;
        });
        HourResult result = etl.load(HOUR);

        assertThat(result.outcome()).isIn(HourOutcome.INCOMPLETE, HourOutcome.FAILED);
        assertThat(result.vanished()).isZero();
        assertThat(lines("SELECT state FROM etl.hour_status")).containsExactly("incomplete");
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
    }

    @Test
    void objectsThatAreRefusedFromTheMiddleOnDoNotFillTheLog() throws Exception {
        refuseAfter(10);
        HourResult result = etl.load(HOUR);

        assertThat(result.outcome()).isIn(HourOutcome.INCOMPLETE, HourOutcome.FAILED);
        assertThat(logged("Could not read event-")).isZero();
        assertThat(logged("Could not read events/")).isLessThanOrEqualTo(ranges() * LogSampler.MOST);
        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
    }

    @Test
    void aDryRunDoesNotSayThatATableHasTheObjectsThatItCouldNotRead() throws Exception {
        refuseAfter(10);

        HourResult result = etl.run(HOUR);

        long failed = result.counts().objects().failed();
        assertThat(failed).isGreaterThan(LogSampler.MOST);
        assertThat(logged("Could not read events/")).isEqualTo(LogSampler.MOST);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("Could not read %d more".formatted(failed - LogSampler.MOST))
                .noneMatch(line -> line.contains("failed_object"));
        assertThat(lines("SELECT count(*)::text FROM etl.failed_object")).containsExactly("0");
    }

    /** Or it would turn in a circle until the process is killed. */
    @Test
    @Timeout(value = 60, threadMode = SEPARATE_THREAD)
    void aDryRunThatIsAskedToStopEnds() throws Exception {
        proxy.fault((it, exchange) -> {
            etl.bean(StopSignal.class).request();
            return false;
        });

        HourResult stopped = etl.run(HOUR);

        assertThat(stopped.outcome()).isEqualTo(HourOutcome.STOPPED);
        assertThat(stopped.failure()).isEqualTo("asked to stop");
    }

    private static void refuseAfter(int objects) {
        AtomicInteger gets = new AtomicInteger();
        proxy.fault((it, exchange) -> {
            if (exchange.key().isEmpty() || gets.incrementAndGet() <= objects) {
                return false;
            }
            exchange.error(403, "AccessDenied", "Access Denied");
            return true;
        });
    }

    /** Or one transaction would wait, and one list grow, for as long as objects are missing. */
    @Test
    void thousandsOfObjectsThatAreGoneAreCommittedInPortions() throws Exception {
        int gone = 2_100;
        List<String> names =
                IntStream.range(0, gone).mapToObj("event-%05d"::formatted).toList();
        Set<String> deleted = ConcurrentHashMap.newKeySet();
        try (FaultyS3 empty = FaultyS3.start(exchange -> {
                    if (!exchange.key().isEmpty()) {
                        deleted.add(exchange.key());
                        exchange.error(404, "NoSuchKey", "The specified key does not exist.");
                        return;
                    }
                    String after = Objects.requireNonNullElse(
                            exchange.parameter("continuation-token"),
                            Objects.requireNonNullElse(exchange.parameter("start-after"), ""));
                    List<String> page = names.stream()
                            .map(HOUR.prefix()::concat)
                            .filter(key -> key.compareTo(after) > 0 && !deleted.contains(key))
                            .limit(1_000)
                            .toList();
                    boolean last = page.isEmpty() || page.getLast().endsWith(names.getLast());
                    exchange.page(page, !last, last ? null : page.getLast());
                });
                TestingEtl reader = TestingEtl.start(
                        empty.environment(), database, "clickstream.load.objects-per-partition=9999")) {
            HourResult result = reader.load(HOUR);

            assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
            assertThat(result.vanished()).isEqualTo(gone);
            assertThat(lines("SELECT commit_count::text FROM etl.batch_step_execution WHERE step_name LIKE 'range:%'"))
                    .containsExactly("3");
            // The hour's progress is said every so many seconds, however long it takes.
            assertThat(log.list)
                    .filteredOn(event -> !event.getFormattedMessage().startsWith("Objects so far"))
                    .hasSizeLessThan(LogSampler.MOST + 5);
        }
    }

    /** S3 allows no longer ones; as ends of ranges they pass through Spring Batch's tables too. */
    @ParameterizedTest
    @ValueSource(strings = {"k", "\uD83D\uDE00"})
    void keysOf1024BytesAreLoadedInRangesAndFoundAgain(String character) throws Exception {
        int room = 1_024 - HOUR.prefix().length() - 4;
        String rest = character.repeat(room / character.getBytes(StandardCharsets.UTF_8).length);
        int count = 90;
        try (SyntheticS3 long1024 = SyntheticS3.start(new SyntheticS3.Contents() {
                    @Override
                    public int size() {
                        return count;
                    }

                    @Override
                    public String key(int index) {
                        return HOUR.prefix() + "%04d".formatted(index) + rest;
                    }

                    @Override
                    public byte[] bytes(int index) {
                        // Without an id: it is derived from the key.
                        return (index + " {\"eventName\":\"click\"} oops").getBytes(StandardCharsets.UTF_8);
                    }
                });
                TestingEtl reader = TestingEtl.start(
                        long1024.environment(), database, "clickstream.load.objects-per-partition=30")) {
            HourResult result = reader.load(HOUR);
            assertThat(result.failure()).isNull();
            assertThat(result.counts())
                    .isEqualTo(TestingCounts.of(
                            "%1$d listed = %1$d loaded".formatted(count),
                            "%d read = %d inserted + %d rejected".formatted(3 * count, count, 2 * count)));
            assertThat(ranges()).isEqualTo(3);
            assertThat(lines("SELECT max(octet_length(object_name))::text FROM etl.object_ledger"))
                    .containsExactly("" + (4 + rest.getBytes(StandardCharsets.UTF_8).length));
            assertThat(reader.load(HOUR).gets()).isZero();
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("clickstream.job");
    }

    private static boolean harmPage(Exchange exchange) throws IOException {
        switch (Math.floorMod(exchange.target().hashCode(), 4)) {
            case 0 -> exchange.error(500, "InternalError", "We encountered an internal error. Please try again.");
            case 1 -> exchange.error(503, "SlowDown", "Please reduce your request rate.");
            case 2 -> exchange.reset();
            default -> {
                exchange.head(200, "Content-Type: application/xml\r\nContent-Length: 9999");
                exchange.write("<ListBucketResult><IsTruncated>false</IsTruncated>".getBytes(StandardCharsets.UTF_8));
            }
        }
        return true;
    }

    private static boolean harmObject(Exchange exchange) throws IOException, InterruptedException {
        ResponseBytes<GetObjectResponse> object = proxy.object(exchange);
        String etag = FaultyS3Proxy.etag(object);
        byte[] bytes = object.asByteArray();
        byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
        switch (Math.floorMod(exchange.key().hashCode(), 8)) {
            case 0 -> exchange.error(503, "SlowDown", "Please reduce your request rate.");
            case 1 -> exchange.error(500, "InternalError", "We encountered an internal error. Please try again.");
            case 2 -> exchange.reset();
            case 3 -> exchange.objectThenReset(etag, bytes.length, half);
            case 4 -> exchange.objectThenReset(etag, bytes.length, bytes);
            case 5 -> exchange.object(etag, bytes.length, half);
            case 6 -> exchange.object(etag, half);
            default -> {
                exchange.objectHead(etag, bytes.length);
                for (byte b : bytes) {
                    exchange.write(new byte[] {b});
                    Thread.sleep(Duration.ofSeconds(1));
                }
            }
        }
        return true;
    }

    private static void refuseForTheClock(Exchange exchange, Instant there) throws IOException {
        byte[] body = """
                <Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the \
                current time is too large.</Message></Error>""".getBytes(StandardCharsets.UTF_8);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC));
        exchange.head(
                403, "Date: %s\r\nContent-Type: application/xml\r\nContent-Length: %d".formatted(date, body.length));
        exchange.write(body);
    }

    private void assertOneIsMissingUntilItIsReadable(String cause) throws Exception {
        HourResult incomplete = etl.load(HOUR);
        assertThat(incomplete.outcome()).isEqualTo(HourOutcome.INCOMPLETE);
        assertThat(incomplete.failure()).isEqualTo("1 object could not be read");
        assertThat(lines("SELECT object_name || ' ' || cause FROM etl.failed_object"))
                .singleElement()
                .asString()
                .startsWith(key(7).substring(HOUR.prefix().length()))
                .contains(cause);
        assertThat(lines("SELECT count(*)::text FROM clickstream_events")).containsExactly("" + (OBJECTS - 1));

        proxy.fault(Fault.NONE);
        assertAllIsLoadedOnce();
        assertThat(lines("SELECT object_name FROM etl.failed_object")).isEmpty();
    }

    /** One more run completes the hour, and the tables hold each event once and say so. */
    private void assertAllIsLoadedOnce() throws Exception {
        assertThat(etl.load(HOUR).outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(lines("SELECT count(*) || ' ' || count(DISTINCT event_id) FROM clickstream_events"))
                .containsExactly("%1$d %1$d".formatted(OBJECTS));
        assertThat(lines("SELECT sum(events_inserted)::text FROM etl.load_run")).containsExactly("" + OBJECTS);
        assertThat(lines("SELECT count(DISTINCT object_name)::text FROM etl.object_ledger"))
                .containsExactly("" + OBJECTS);
        assertThat(lines("SELECT complete::text FROM etl.hour_status")).containsExactly("true");
    }

    private static LoadCounts allInserted() {
        return TestingCounts.of(
                "%1$d listed = %1$d loaded".formatted(OBJECTS), "%1$d read = %1$d inserted".formatted(OBJECTS));
    }

    private int ranges() {
        return Integer.parseInt(
                lines("SELECT count(*)::text FROM etl.batch_step_execution WHERE step_name LIKE 'range:%'")
                        .getFirst());
    }

    private int logged(String beginning) {
        return Math.toIntExact(log.list.stream()
                .filter(line -> line.getFormattedMessage().startsWith(beginning))
                .count());
    }

    private static String key(int number) {
        return HOUR.prefix() + "event-%08x.json".formatted(number * 35_000_000L);
    }

    private static UUID id(int number) {
        return new UUID(0x8000_0000_0000_4000L, 0x8000_0000_0000_0000L + number);
    }

    private List<String> lines(String query) {
        return JdbcClient.create(database.dataSource())
                .sql(query)
                .query(String.class)
                .list();
    }
}
