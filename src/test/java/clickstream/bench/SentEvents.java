package clickstream.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.generate.EventGenerator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Events that are sent in a benchmark. Each has a number, which is in its id, so that what is stored can be told from what was acknowledged. */
final class SentEvents {

    private static final String NAME = "\"eventId\":\"";
    private static final byte[] NAME_BYTES = NAME.getBytes(US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    /** Different ones, so that objects of them are as well compressed as those of life, and no better. */
    private static final int EXAMPLES = 4_000;

    private SentEvents() {}

    /** As pages send them, without a number. */
    static List<String> examples() {
        Random random = new Random(7);
        List<String> events = new ArrayList<>();
        while (events.size() < EXAMPLES) {
            events.addAll(EventGenerator.visit(random, Instant.EPOCH.plusSeconds(1_795_000_000)));
        }
        return events;
    }

    /** Where the ids of the events in {@code body} are. */
    static int[] idPlaces(byte[] body) {
        int[] places = new int[8];
        int count = 0;
        for (int at = nextId(body, 0); at >= 0; at = nextId(body, at)) {
            if (count == places.length) {
                places = Arrays.copyOf(places, count * 2);
            }
            places[count++] = at;
        }
        return Arrays.copyOf(places, count);
    }

    /** Writes a UUID of version 4 at {@code place} whose last 12 digits are the number; the others look random. */
    static void number(byte[] body, int place, long number) {
        long digits = number;
        for (int i = 35; i >= 24; i--) {
            body[place + i] = HEX[(int) (digits & 0xF)];
            digits >>>= 4;
        }
        digits = (number + 1) * 0x9E37_79B9_7F4A_7C15L;
        for (int i = 0; i < 18; i++) {
            if (i != 8 && i != 13 && i != 14) {
                body[place + i] = HEX[(int) (digits >>> 60)];
                digits <<= 4;
            }
        }
        body[place + 14] = '4';
        body[place + 19] = '8';
    }

    /** What an object holds, line by line. */
    static Stream<String> lines(String key, byte[] object) {
        try {
            byte[] text = key.endsWith(".gz")
                    ? new GZIPInputStream(new ByteArrayInputStream(object), 64 << 10).readAllBytes()
                    : object;
            return new String(text, UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Looks at what is stored.
     *
     * @param acknowledged the numbers of the events that were
     * @return a complaint; empty where each of them is stored, and nothing twice
     */
    static String complaint(Stream<String> lines, BitSet acknowledged) {
        BitSet stored = new BitSet();
        long[] twice = new long[1];
        lines.forEach(line -> {
            int place = line.indexOf(NAME) + NAME.length();
            int number = Integer.parseInt(line, place + 24, place + 36, 16);
            if (stored.get(number)) {
                twice[0]++;
            }
            stored.set(number);
        });
        BitSet lost = (BitSet) acknowledged.clone();
        lost.andNot(stored);
        return lost.isEmpty() && twice[0] == 0
                ? ""
                : "%d of %d acknowledged events are not stored, %d are stored twice"
                        .formatted(lost.cardinality(), acknowledged.cardinality(), twice[0]);
    }

    private static int nextId(byte[] body, int from) {
        for (int at = from; at <= body.length - NAME_BYTES.length - 36; at++) {
            if (Arrays.equals(body, at, at + NAME_BYTES.length, NAME_BYTES, 0, NAME_BYTES.length)) {
                return at + NAME_BYTES.length;
            }
        }
        return -1;
    }
}
