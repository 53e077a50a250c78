package clickstream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import clickstream.event.NameRange;
import clickstream.event.ObjectSink;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.SkipReason;
import clickstream.fetch.FetchLimits;
import clickstream.list.ObjectListing;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import clickstream.s3.RawBucket;
import clickstream.testing.FaultyS3;
import clickstream.testing.TestingBucket;
import clickstream.testing.TestingS3;
import clickstream.watch.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop that reads objects, on an S3 server, the parser and the mapper; who is given something writes it down. */
class ObjectFlowTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final int MAX_OBJECT_SIZE = 100;
    private static final String CLICK = "{\"eventName\":\"click\"}";
    private static final ObjectFlow.Limits USUAL = ObjectFlow.Limits.ofLoad(Set.of());

    private final TestingS3 s3 = TestingS3.shared();
    private final RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket(), 8, 1, Duration.ofSeconds(10));
    private final ObjectParser parser = new ObjectParser(MAX_OBJECT_SIZE, EventMapper.SOURCE_NAMES);
    private final EventMapper mapper = new EventMapper();
    private final StopSignal stop = new StopSignal();
    private final Notes notes = new Notes();

    ObjectFlowTest() {
        s3.deleteAll();
        s3.counts().reset();
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    @Test
    void valuesReachTheSinkObjectByObjectInTheOrderOfTheListing() throws InterruptedException {
        put("b", "{\"eventName\":\"two\"}\n7\n{\"eventName\":\"three\"}");
        put("a", "{\"eventName\":\"one\"}");
        try (ObjectFlow<ListedObject> flow = open(listed())) {
            flow.fill(notes, notes);

            assertThat(notes.lines)
                    .containsExactly(
                            "begin a", "0 one", "end", "begin b", "0 two", "1 not_an_object", "2 three", "end");
            assertThat(flow.more()).isFalse();
            assertThat(flow.taken()).isEqualTo(2);
            assertThat(flow.gets()).isEqualTo(2);
            assertThat(flow.failed()).isZero();
        }
    }

    @Test
    void aSinkThatIsFullGetsNoMoreAndTheNextGoesOnBehindIt() throws InterruptedException {
        put("a", CLICK);
        put("b", CLICK);
        notes.most = 1;
        try (ObjectFlow<ListedObject> flow = open(listed())) {
            flow.fill(notes, notes);
            assertThat(notes.lines).containsExactly("begin a", "0 click", "end");
            assertThat(flow.more()).isTrue();

            notes.most = 2;
            flow.fill(notes, notes);
            assertThat(notes.lines).endsWith("begin b", "0 click", "end").hasSize(6);
            assertThat(flow.taken()).isEqualTo(1);

            notes.most = 3;
            flow.fill(notes, notes);
            assertThat(notes.lines).hasSize(6);
            assertThat(flow.taken()).isZero();
            assertThat(flow.more()).isFalse();
        }
    }

    @Test
    void theSinkGetsNothingThatTheReceiverDoesNotTake() throws InterruptedException {
        put("_hidden", "");
        put("click", CLICK);
        put("large", "x".repeat(MAX_OBJECT_SIZE + 1));
        notes.wanted = any -> false;
        try (ObjectFlow<ListedObject> flow = open(listed())) {
            flow.fill(notes, notes);

            assertThat(notes.lines).isEmpty();
            assertThat(flow.taken()).isEqualTo(3);
            assertThat(flow.gets()).isOne();
        }
    }

    @Test
    void whatTheListingDecidesIsNotAskedFor() throws InterruptedException {
        put("_SUCCESS", "");
        put("large", "x".repeat(MAX_OBJECT_SIZE + 1));
        List<ListedObject> asked = new ArrayList<>(listed());
        asked.add(named("no\0name"));
        try (ObjectFlow<ListedObject> flow = open(asked)) {
            flow.fill(notes, notes);

            assertThat(notes.lines)
                    .containsExactly(
                            "skip _SUCCESS HIDDEN",
                            "begin large",
                            "0 too_large: the object has 101 bytes; it was not read",
                            "end",
                            "failed no\0name: its key holds U+0000, which PostgreSQL cannot store");
            assertThat(flow.gets()).isZero();
            assertThat(s3.counts().gets()).isZero();
            assertThat(flow.failed()).isOne();
            assertThat(flow.failedTransient()).isZero();
        }
    }

    @Test
    void whatIsNoLongerAsItWasListedIsTakenAsItIsNow() throws InterruptedException {
        put("changed", CLICK);
        put("gone", CLICK);
        put("grown", CLICK);
        List<ListedObject> listed = listed();
        put("changed", "{\"eventName\":\"another\"}");
        s3.delete(HOUR.prefix() + "gone");
        put("grown", " ".repeat(MAX_OBJECT_SIZE + 1));
        try (ObjectFlow<ListedObject> flow = open(listed)) {
            flow.fill(notes, notes);

            assertThat(notes.lines)
                    .containsExactly(
                            "begin changed",
                            "0 another",
                            "end",
                            "vanished gone",
                            "begin grown",
                            "0 too_large: the object has 101 bytes; it was not read",
                            "end");
            assertThat(notes.begun.getFirst()).isNotEqualTo(listed.getFirst());
            assertThat(notes.begun.getFirst().size()).isEqualTo(23);
        }
    }

    /** What a row is made of besides the event: the object, the place in it, and the time of a line of a log. */
    @Test
    void aRowIsOfItsObjectItsPlaceAndItsLine() throws InterruptedException {
        put("alone", CLICK);
        put("log", "2026-11-20T13:05:01.250Z " + CLICK);
        put("two", CLICK + CLICK);
        List<ListedObject> listed = listed();
        try (ObjectFlow<ListedObject> flow = open(listed)) {
            flow.fill(notes, notes);

            Instant logged = Instant.parse("2026-11-20T13:05:01.250Z");
            assertThat(notes.events)
                    .containsExactly(
                            row(listed.get(0), 0, true),
                            row(listed.get(1).loggedAt(logged), 0, true),
                            row(listed.get(2), 0, false),
                            row(listed.get(2), 1, false));
            assertThat(notes.events.get(1).row().eventTimestamp()).isEqualTo(logged);
        }
    }

    /** Of objects that fill no sink there may be millions, and all that is met is written in one transaction. */
    @Test
    void aThousandObjectsAreEnough() throws InterruptedException {
        List<ListedObject> hidden = IntStream.range(0, 1_001)
                .mapToObj(number -> named("_" + number))
                .toList();
        try (ObjectFlow<ListedObject> flow = open(hidden)) {
            flow.fill(notes, notes);
            assertThat(flow.taken()).isEqualTo(1_000);
            assertThat(flow.more()).isTrue();

            flow.fill(notes, notes);
            assertThat(flow.taken()).isOne();
            assertThat(flow.more()).isFalse();
        }
    }

    @Test
    void whoIsAskedToStopEndsBehindTheObjectUnderWay() throws InterruptedException {
        put("a", CLICK);
        put("b", CLICK);
        notes.atTheEndOfAnObject = stop::request;
        try (ObjectFlow<ListedObject> flow = open(listed())) {
            flow.fill(notes, notes);

            assertThat(notes.lines).containsExactly("begin a", "0 click", "end");
            assertThat(flow.more()).isTrue();
        }
    }

    @Test
    void manyRefusalsBeforeTheFirstObjectMeanThatARightIsMissing() throws InterruptedException {
        try (FaultyS3 faulty = FaultyS3.start(exchange -> exchange.error(403, "AccessDenied", "Access Denied"));
                RawBucket refusing = faulty.bucket(1)) {
            ObjectFlow.Limits limits = new ObjectFlow.Limits(9, 2, Set.of());
            try (ObjectFlow<ListedObject> flow = open(refusing, limits, "a", "b", "c")) {
                assertThatThrownBy(() -> flow.fill(notes, notes))
                        .isInstanceOfSatisfying(
                                ExplainedException.class,
                                given -> assertThat(given.analysis().isTransient())
                                        .isFalse())
                        .hasMessageContainingAll("2 objects in a row", HOUR.prefix() + "b", "403 AccessDenied");
                assertThat(notes.lines).hasSize(2).allMatch(line -> line.startsWith("failed "));
                assertThat(flow.failed()).isEqualTo(2);
                assertThat(flow.failedTransient()).isZero();
            }
            ObjectFlow.Limits known = new ObjectFlow.Limits(9, 2, Set.of("a", "b"));
            try (ObjectFlow<ListedObject> flow = open(refusing, known, "a", "b", "c")) {
                flow.fill(notes, notes);
                assertThat(flow.failed()).isEqualTo(3);
            }
        }
    }

    @Test
    void onlyFailuresInARowMeanThatS3IsAway() throws InterruptedException {
        FaultyS3.Script script = exchange -> {
            if (exchange.key().endsWith("ok")) {
                exchange.object("e", CLICK.getBytes(UTF_8));
            } else {
                exchange.error(500, "InternalError", "We encountered an internal error");
            }
        };
        ObjectFlow.Limits limits = new ObjectFlow.Limits(2, 9, Set.of());
        try (FaultyS3 faulty = FaultyS3.start(script);
                RawBucket failing = faulty.bucket(1)) {
            try (ObjectFlow<ListedObject> flow = open(failing, limits, "a", "b-ok", "c", "d-ok")) {
                flow.fill(notes, notes);
                assertThat(flow.failed()).isEqualTo(2);
                assertThat(flow.failedTransient()).isEqualTo(2);
                assertThat(notes.lines).contains("begin b-ok", "begin d-ok");
            }
            try (ObjectFlow<ListedObject> flow = open(failing, limits, "a-ok", "b", "c", "d-ok")) {
                assertThatThrownBy(() -> flow.fill(notes, notes))
                        .isInstanceOfSatisfying(
                                ExplainedException.class,
                                given -> assertThat(given.analysis().isTransient())
                                        .isTrue())
                        .hasMessageContainingAll("2 objects in a row", HOUR.prefix() + "c", "500 InternalError");
            }
        }
    }

    private ObjectFlow<ListedObject> open(List<ListedObject> asked) {
        return open(bucket, USUAL, asked);
    }

    private ObjectFlow<ListedObject> open(RawBucket from, ObjectFlow.Limits limits, String... names) {
        return open(from, limits, Stream.of(names).map(ObjectFlowTest::named).toList());
    }

    private ObjectFlow<ListedObject> open(RawBucket from, ObjectFlow.Limits limits, List<ListedObject> asked) {
        Pipeline pipeline = new Pipeline(
                from,
                new ObjectListing(from),
                new FetchLimits(8, 1 << 20),
                MAX_OBJECT_SIZE,
                parser,
                mapper,
                stop,
                new Metrics(null, false, () -> null));
        return pipeline.open(HOUR, asked.iterator(), Function.identity(), limits);
    }

    private void put(String name, String text) {
        s3.put(HOUR.prefix() + name, text.getBytes(UTF_8));
    }

    private List<ListedObject> listed() {
        List<ListedObject> listed = new ArrayList<>();
        new ObjectListing(bucket).objects(HOUR, NameRange.ALL).forEachRemaining(listed::add);
        return listed;
    }

    private static ListedObject named(String name) {
        return new ListedObject(HOUR, name, "e", CLICK.length(), HOUR.start());
    }

    private MappedEvent row(ListedObject object, int index, boolean only) {
        ParsedValue value = parser.values(CLICK.getBytes(UTF_8)).next();
        assertThat(value).isInstanceOf(Event.class);
        return mapper.map(((Event) value).body(), object, index, only);
    }

    /** Sink and receiver in one, so that their notes are in order. */
    private static final class Notes implements ObjectSink, ObjectFlow.Receiver<ListedObject> {

        private final List<String> lines = new ArrayList<>();
        private final List<ListedObject> begun = new ArrayList<>();
        private final List<MappedEvent> events = new ArrayList<>();
        private Predicate<ListedObject> wanted = any -> true;
        private Runnable atTheEndOfAnObject = () -> {};
        private int most = Integer.MAX_VALUE;

        @Override
        public boolean takes(ListedObject asked, ListedObject found) {
            assertThat(found.name()).isEqualTo(asked.name());
            return wanted.test(found);
        }

        @Override
        public void vanished(ListedObject asked) {
            lines.add("vanished " + asked.name());
        }

        @Override
        public void failed(ListedObject asked, String cause) {
            lines.add("failed %s: %s".formatted(asked.name(), cause));
        }

        @Override
        public void begin(ListedObject object) {
            begun.add(object);
            lines.add("begin " + object.name());
        }

        @Override
        public void event(MappedEvent event, int index) {
            events.add(event);
            lines.add("%d %s".formatted(index, event.row().eventName()));
        }

        @Override
        public void reject(ParsedValue.Reject reject) {
            String detail = reject.bytes().hasRemaining() ? "" : ": " + reject.detail();
            lines.add("%d %s%s".formatted(reject.index(), reject.reason().code(), detail));
        }

        @Override
        public void end() {
            lines.add("end");
            atTheEndOfAnObject.run();
        }

        @Override
        public void skip(ListedObject object, SkipReason reason) {
            lines.add("skip %s %s".formatted(object.name(), reason));
        }

        @Override
        public boolean full() {
            return begun.size() >= most;
        }
    }
}
