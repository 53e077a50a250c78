package clickstream.generate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import clickstream.event.Hour;
import clickstream.testing.SyntheticS3;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * An hour of plain events for {@link SyntheticS3}, computed on demand: as many as wanted, in a memory of two megabytes. Its bodies repeat, but
 * for the ids; a loader must insert each. Thread-safe.
 */
public final class SyntheticHour implements SyntheticS3.Contents {

    private static final int BODIES = 2_048;
    private static final String ID_MEMBER = "\"eventId\":\"";

    private final Hour hour;
    private final int size;
    private final long seed;
    private final byte[][] bodies;
    private final int[] idOffsets;

    /**
     * An hour of objects with one event each.
     *
     * @param size how many objects
     */
    public SyntheticHour(Hour hour, int size, long seed) {
        this.hour = hour;
        this.size = size;
        this.seed = seed;
        List<GeneratedObject> samples = new EventGenerator(EventGenerator.Settings.clean(seed, hour, BODIES))
                .objects()
                .toList();
        bodies = samples.stream().map(GeneratedObject::bytes).toArray(byte[][]::new);
        idOffsets = Arrays.stream(bodies).mapToInt(SyntheticHour::idOffset).toArray();
    }

    @Override
    public int size() {
        return size;
    }

    /** Spread evenly over the names that can be, as random names are. */
    @Override
    public String key(int index) {
        return hour.prefix() + "event-" + uuid(index) + ".json";
    }

    /** The id of the event at {@code index}: also the one in its object's name. */
    public UUID eventId(int index) {
        return uuid(index);
    }

    @Override
    public byte[] bytes(int index) {
        int body = index % BODIES;
        byte[] bytes = bodies[body].clone();
        byte[] id = uuid(index).toString().getBytes(ISO_8859_1);
        System.arraycopy(id, 0, bytes, idOffsets[body], id.length);
        return bytes;
    }

    @Override
    public long byteSize(int index) {
        return bodies[index % BODIES].length;
    }

    @Override
    public Instant lastModified(int index) {
        return hour.plus(1).start();
    }

    private UUID uuid(int index) {
        // The first 32 bits rise with the index, over all their range.
        long high = (((long) index << 32) / size) << 32;
        long low = (index * 0x9e3779b97f4a7c15L + seed) & 0x3fff_ffff_ffff_ffffL;
        return new UUID(high | (((long) index & 0xffff) << 16) | 0x4000L, low | 0x8000_0000_0000_0000L);
    }

    private static int idOffset(byte[] body) {
        String text = new String(body, ISO_8859_1);
        return text.indexOf(ID_MEMBER) + ID_MEMBER.length();
    }
}
