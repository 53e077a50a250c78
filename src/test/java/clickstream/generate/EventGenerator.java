package clickstream.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.event.Hour;
import clickstream.event.RejectReason;
import clickstream.event.SkipReason;
import clickstream.generate.ExpectedValue.Rejected;
import clickstream.generate.ExpectedValue.ValueOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Objects of a raw bucket, hour by hour, in the order of their events, which is not that of their keys. The same settings give the same
 * bytes; an hour's objects do not depend on the other hours asked for. Holds a few sessions and events in memory, however many there
 * are to come. Thread-safe; the iterators and streams are not.
 */
public final class EventGenerator {

    /**
     * What to generate.
     *
     * @param hours how many, from {@code from} on
     * @param eventsPerHour how many values there are to read in an hour, rejected ones included; skipped objects come on top
     * @param oddities which share of the objects is not one plain event, from 0 (none) to 1
     */
    public record Settings(long seed, Hour from, int hours, int eventsPerHour, double oddities) {

        public static final double USUAL_ODDITIES = 0.04;

        public Settings {
            if (hours < 0 || eventsPerHour < 0) {
                throw new IllegalArgumentException("%d hours of %d events".formatted(hours, eventsPerHour));
            }
            if (!(oddities >= 0 && oddities <= 1)) {
                throw new IllegalArgumentException("oddities not between 0 and 1: " + oddities);
            }
        }

        /** One hour of plain events, one an object. */
        public static Settings clean(long seed, Hour hour, int events) {
            return new Settings(seed, hour, 1, events, 0);
        }

        /** One hour with everything that an hour of production has. */
        public static Settings usual(long seed, Hour hour, int events) {
            return new Settings(seed, hour, 1, events, USUAL_ODDITIES);
        }
    }

    private final Settings settings;

    public EventGenerator(Settings settings) {
        this.settings = settings;
    }

    /** All objects of all hours, oldest first. */
    public Stream<GeneratedObject> objects() {
        return stream(
                new AllHours(settings)); // flatMap would hold a whole hour for who asks the stream for its iterator
    }

    /** The objects of one hour. */
    public Stream<GeneratedObject> objects(Hour hour) {
        return stream(new HourOfObjects(settings, hour));
    }

    /** What one visitor's pages send to an ingest, in order: each event as JSON on one line, without {@code _ingest}. */
    public static List<String> visit(Random random, Instant at) {
        Session session = new Session(random);
        List<String> events = new ArrayList<>();
        while (!session.isOver()) {
            events.add(new EventDraft(random, session, at).sentJson());
        }
        return events;
    }

    private static Stream<GeneratedObject> stream(Iterator<GeneratedObject> objects) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(objects, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private static final class AllHours implements Iterator<GeneratedObject> {

        private final Settings settings;
        private @Nullable HourOfObjects current;
        private int begun;

        AllHours(Settings settings) {
            this.settings = settings;
        }

        @Override
        public boolean hasNext() {
            while ((current == null || !current.hasNext()) && begun < settings.hours()) {
                current = new HourOfObjects(settings, settings.from().plus(begun++));
            }
            return current != null && current.hasNext();
        }

        @Override
        public GeneratedObject next() {
            if (!hasNext() || current == null) {
                throw new NoSuchElementException();
            }
            return current.next();
        }
    }

    /** What an object can be instead of one plain event. */
    private enum Oddity {
        ODD_EVENT(30),
        ODD_PRODUCT(15),
        DELIVERED_AGAIN(12),
        ARRAY(5),
        LINES(5),
        CONCATENATED(3),
        GZIP(8),
        CONFLICT(3),
        BAD_ELEMENT(2),
        BAD_LINE(2),
        HALF_OBJECT(3),
        MALFORMED(3),
        NO_EVENT(2),
        SPREAD_BODY(2),
        BAD_GZIP(1),
        EMPTY(2),
        FOLDER(1),
        HIDDEN(1),
        TEMPORARY(1);

        private static final int TOTAL =
                Arrays.stream(values()).mapToInt(oddity -> oddity.weight).sum();

        private final int weight;

        Oddity(int weight) {
            this.weight = weight;
        }

        static Oddity any(Random random) {
            int left = random.nextInt(TOTAL);
            for (Oddity oddity : values()) {
                left -= oddity.weight;
                if (left < 0) {
                    return oddity;
                }
            }
            throw new AssertionError(left);
        }
    }

    private static final class HourOfObjects implements Iterator<GeneratedObject> {

        private static final int SESSIONS = 24;
        private static final int REMEMBERED = 64;

        private final Settings settings;
        private final Hour hour;
        private final Random random;
        private final Session[] sessions = new Session[SESSIONS];

        /** Plain events that may be delivered again; each once. */
        private final List<EventDraft> delivered = new ArrayList<>(REMEMBERED);

        private int written;
        private boolean successWritten;

        HourOfObjects(Settings settings, Hour hour) {
            this.settings = settings;
            this.hour = hour;
            random = new Random(
                    settings.seed() * 0x9e3779b97f4a7c15L + hour.start().getEpochSecond());
            Arrays.setAll(sessions, _ -> new Session(random));
        }

        @Override
        public boolean hasNext() {
            return written < settings.eventsPerHour();
        }

        @Override
        public GeneratedObject next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            GeneratedObject object = random.nextDouble() < settings.oddities() ? odd(Oddity.any(random)) : plain();
            written += object.values().size();
            return object;
        }

        private GeneratedObject plain() {
            EventDraft draft = draft(0);
            if (delivered.size() < REMEMBERED) {
                delivered.add(draft);
            } else {
                delivered.set(random.nextInt(REMEMBERED), draft);
            }
            return one(draft, ValueOutcome.INSERTED);
        }

        private GeneratedObject odd(Oddity oddity) {
            return switch (oddity) {
                case ODD_EVENT -> oddEvent();
                case ODD_PRODUCT -> oddProduct();
                case DELIVERED_AGAIN ->
                    delivered.isEmpty()
                            ? plain()
                            : one(
                                    delivered
                                            .remove(random.nextInt(delivered.size()))
                                            .deliveredAgain(random, receivedAt(0)),
                                    ValueOutcome.DUPLICATE);
                case ARRAY -> several("[", ",", "]");
                case LINES -> several("", random.nextBoolean() ? "\n" : "\r\n", "\n");
                case CONCATENATED -> several("", "", "");
                case GZIP -> gzip();
                case CONFLICT -> conflict();
                case BAD_ELEMENT -> withBadMiddle("[", ",", "]", "42", RejectReason.NOT_AN_OBJECT);
                case BAD_LINE -> {
                    String json = draft(1).json();
                    yield withBadMiddle("", "\n", "\n", half(json), RejectReason.MALFORMED_JSON);
                }
                case HALF_OBJECT -> rejected(half(draft(0).json()), RejectReason.MALFORMED_JSON);
                case MALFORMED -> rejected(malformed(draft(0).json()), RejectReason.MALFORMED_JSON);
                case NO_EVENT ->
                    rejected(
                            random.nextInt(4) == 0 ? "{}" : "{\"_ingest\":" + draft(0).ingestJson() + "}",
                            RejectReason.NO_EVENT);
                case SPREAD_BODY ->
                    rejected(
                            "{\"0\":%s,\"1\":\"b\",\"_ingest\":%s}".formatted(draft(0).json(), draft(0).ingestJson()),
                            RejectReason.SPREAD_BODY);
                case BAD_GZIP -> badGzip();
                case EMPTY ->
                    skipped(eventName(".json"), List.of("", " \n", "[]").get(random.nextInt(3)), SkipReason.EMPTY);
                case FOLDER -> skipped("backup-%08x/".formatted(random.nextInt()), "", SkipReason.FOLDER);
                case HIDDEN -> hidden();
                case TEMPORARY -> skipped(eventName(".json.tmp"), half(draft(0).json()), SkipReason.TEMPORARY);
            };
        }

        private GeneratedObject oddEvent() {
            EventDraft draft = draft(0);
            switch (random.nextInt(13)) {
                case 0, 1 -> draft.writeNoId();
                case 2 ->
                    draft.writeUnusableId(
                            List.of("\"undefined\"", "\"null\"", "\" \"", "{}").get(random.nextInt(4)));
                case 3, 4 -> draft.writeHomemadeId(random);
                case 5 -> draft.writeIdInUpperCase();
                case 6 -> draft.writeNoName();
                case 7 -> draft.writeBlankName();
                case 8 -> draft.writeNoReceivedAt();
                case 9 -> draft.writeBadReceivedAt();
                case 10 -> draft.writeUserIdAsNumber(random);
                case 11 -> {
                    if (random.nextBoolean()) {
                        draft.writeFirstVisitAsText();
                    } else {
                        draft.writeFirstVisitInDoubt();
                    }
                }
                default -> draft.writeImplausibleReceivedAt();
            }
            return one(draft, ValueOutcome.INSERTED);
        }

        private GeneratedObject oddProduct() {
            EventDraft draft = draft(0);
            for (int tries = 0; !draft.hasProduct() && tries < 20; tries++) {
                draft = draft(0);
            }
            if (draft.hasProduct()) {
                switch (random.nextInt(8)) {
                    case 0 -> draft.writePriceAsText();
                    case 1 -> draft.writePriceWithCommas();
                    case 2 -> draft.writePriceWithCents();
                    case 3 -> draft.writeHugeDiscountPrice();
                    case 4 -> draft.writeBrandAsObject();
                    case 5 -> draft.writeCategoryAsArray();
                    case 6 -> draft.writeUnstorableProductName();
                    default -> {
                        if (draft.isFlat()) {
                            draft.writePriceWithCommas();
                        } else {
                            draft.writeProductAsText();
                        }
                    }
                }
            }
            return one(draft, ValueOutcome.INSERTED);
        }

        private GeneratedObject one(EventDraft draft, ValueOutcome outcome) {
            UUID id = Session.uuid(random);
            String name = "event-%s.json".formatted(id);
            return values(
                    name, draft.json().getBytes(UTF_8), List.of(draft.expected(0, hour.prefix() + name, id, outcome)));
        }

        private GeneratedObject several(String before, String between, String after) {
            int events = Math.min(2 + random.nextInt(4), settings.eventsPerHour() - written);
            if (events < 2) {
                return plain();
            }
            String name = eventName(".json");
            List<String> texts = new ArrayList<>();
            List<ExpectedValue> values = new ArrayList<>();
            for (int index = 0; index < events; index++) {
                EventDraft draft = draft(index);
                if (random.nextInt(10) == 0) {
                    draft.writeNoId();
                }
                texts.add(draft.json());
                values.add(draft.expected(index, hour.prefix() + name, null, ValueOutcome.INSERTED));
            }
            String text = before + String.join(between, texts) + after;
            return values(name, text.getBytes(UTF_8), values);
        }

        private GeneratedObject withBadMiddle(
                String before, String between, String after, String bad, RejectReason reason) {
            if (settings.eventsPerHour() - written < 3) {
                return plain();
            }
            String name = eventName(".json");
            EventDraft first = draft(0);
            EventDraft last = draft(2);
            String text = before + String.join(between, first.json(), bad, last.json()) + after;
            return values(
                    name,
                    text.getBytes(UTF_8),
                    List.of(
                            first.expected(0, hour.prefix() + name, null, ValueOutcome.INSERTED),
                            new Rejected(1, reason),
                            last.expected(2, hour.prefix() + name, null, ValueOutcome.INSERTED)));
        }

        private GeneratedObject conflict() {
            if (settings.eventsPerHour() - written < 2) {
                return plain();
            }
            String name = eventName(".json");
            EventDraft first = draft(0);
            EventDraft second = draft(1);
            second.takeIdOf(first);
            second.writeName("share_click_again");
            String text = "[" + first.json() + "," + second.json() + "]";
            return values(
                    name,
                    text.getBytes(UTF_8),
                    List.of(
                            first.expected(0, hour.prefix() + name, null, ValueOutcome.INSERTED),
                            second.expected(1, hour.prefix() + name, null, ValueOutcome.CONFLICTING)));
        }

        /** Whatever its name says, gzip is known by its first bytes. */
        private GeneratedObject gzip() {
            EventDraft draft = draft(0);
            if (random.nextInt(4) == 0) {
                draft.writeNoId();
            }
            UUID id = Session.uuid(random);
            String name = "event-%s%s".formatted(id, random.nextInt(3) == 0 ? ".json" : ".json.gz");
            return values(
                    name,
                    compressed(draft.json()),
                    List.of(draft.expected(0, hour.prefix() + name, id, ValueOutcome.INSERTED)));
        }

        private GeneratedObject badGzip() {
            byte[] whole = compressed(draft(0).json());
            return values(
                    eventName(".json.gz"),
                    Arrays.copyOf(whole, whole.length / 2),
                    List.of(new Rejected(0, RejectReason.BAD_GZIP)));
        }

        private GeneratedObject hidden() {
            String name = successWritten ? ".part-%08x".formatted(random.nextInt()) : "_SUCCESS";
            successWritten = true;
            return skipped(name, "", SkipReason.HIDDEN);
        }

        private GeneratedObject rejected(String text, RejectReason reason) {
            return values(eventName(".json"), text.getBytes(UTF_8), List.of(new Rejected(0, reason)));
        }

        private GeneratedObject skipped(String name, String text, SkipReason reason) {
            return object(name, text.getBytes(UTF_8), reason, List.of());
        }

        private GeneratedObject values(String name, byte[] bytes, List<ExpectedValue> values) {
            return object(name, bytes, null, List.copyOf(values));
        }

        private GeneratedObject object(
                String name, byte[] bytes, @Nullable SkipReason skipped, List<ExpectedValue> values) {
            // A second after what was received last, so that nothing comes from the future.
            Instant lastModified =
                    receivedAt(values.size()).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
            return new GeneratedObject(hour, name, bytes, lastModified, skipped, values);
        }

        private EventDraft draft(int index) {
            int which = random.nextInt(SESSIONS);
            if (sessions[which].isOver()) {
                sessions[which] = new Session(random);
            }
            return new EventDraft(random, sessions[which], receivedAt(index));
        }

        /**
         * When a value is received: evenly over the hour, but the hour's first a millisecond before it, as happens where the clock is
         * read for the event before it is read for the key.
         */
        private Instant receivedAt(int index) {
            long place = (long) written + index;
            return place == 0
                    ? hour.start().minusMillis(1)
                    : hour.start().plusMillis(Math.min(3_599_999, place * 3_600_000 / settings.eventsPerHour()));
        }

        private String eventName(String ending) {
            return "event-" + Session.uuid(random) + ending;
        }

        /** A beginning of it: never valid, and on one line. */
        private String half(String json) {
            return json.substring(0, random.nextInt(1, json.length()));
        }

        private String malformed(String json) {
            return switch (random.nextInt(4)) {
                case 0 -> json.replace('"', '\'');
                case 1 -> json.substring(0, json.length() - 1) + ",}";
                case 2 -> json.substring(0, json.length() - 1) + ",\"price\":NaN}";
                default -> "{/* v2 */" + json.substring(1);
            };
        }

        private static byte[] compressed(String text) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(text.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }
}
