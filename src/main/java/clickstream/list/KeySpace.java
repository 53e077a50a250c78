package clickstream.list;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import clickstream.event.NameRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the key space of an hour into ranges that can be listed and loaded side by side. Every name that can exist falls into exactly
 * one range, whatever it looks like. Where a page lists the whole hour, the cuts are names in it; where it does not, names are taken for
 * random, which only makes the ranges equally long. Thread-safe.
 */
public final class KeySpace {

    private static final Pattern RANDOM_NAME = Pattern.compile("event-([0-9a-f]{8}).*");
    private static final double NAMES = 0x1p32;

    /** What comes before it falls into the first range of random names, however much that is. */
    private static final String BEFORE_RANDOM_NAMES = "event-";

    /** As much of a large object is as much work as a small one: about an event. */
    private static final double BYTES_OF_SMALL_OBJECT = 1024;

    private final ObjectListing listing;
    private final int objectsPerRange;
    private final int mostRanges;

    /**
     * Cuts for a number of loaders.
     *
     * @param objectsPerRange how many objects of up to 1 KiB are worth a range of their own; a larger one counts as one a KiB
     * @param mostRanges more are not made
     */
    public KeySpace(ObjectListing listing, int objectsPerRange, int mostRanges) {
        this.listing = listing;
        this.objectsPerRange = objectsPerRange;
        this.mostRanges = mostRanges;
    }

    /** The ranges of an hour, in order; one where the hour has little to load. Costs one request, seldom two. */
    public List<NameRange> ranges(Hour hour) {
        ListingPage page = listing.page(hour, null, null);
        if (page.last()) {
            return cut(page.objects(), ranges(weight(page.objects())));
        }
        boolean hidden = page.objects().isEmpty()
                || NameOrder.UTF_8_BYTES.compare(page.objects().getLast().name(), BEFORE_RANDOM_NAMES) < 0;
        return cut(ranges(estimate(hidden ? listing.page(hour, BEFORE_RANDOM_NAMES, null) : page)));
    }

    private int ranges(double weight) {
        return (int) Math.clamp(Math.ceil(weight / objectsPerRange), 1, mostRanges);
    }

    private static double weight(List<ListedObject> objects) {
        return objects.stream().mapToDouble(KeySpace::weight).sum();
    }

    private static double weight(ListedObject object) {
        return Math.max(1, object.size() / BYTES_OF_SMALL_OBJECT);
    }

    /** What the hour weighs, guessed from how much of the space of random names their first page spans. */
    private static double estimate(ListingPage page) {
        double spanned = 0;
        double random = 0;
        for (ListedObject object : page.objects()) {
            Matcher name = RANDOM_NAME.matcher(object.name());
            if (name.matches()) {
                random += weight(object);
                spanned = (Long.parseLong(name.group(1), 16) + 1) / NAMES;
            }
        }
        return random == 0 ? weight(page.objects()) : random / spanned;
    }

    /** Cuts at names of objects, so that ranges of them weigh about the same. */
    private static List<NameRange> cut(List<ListedObject> objects, int ranges) {
        double rangeWeight = weight(objects) / ranges;
        List<String> cuts = new ArrayList<>();
        double weight = 0;
        // None behind the last object: there is nothing to load.
        for (ListedObject object : objects.subList(0, Math.max(0, objects.size() - 1))) {
            weight += weight(object);
            if (cuts.size() < ranges - 1 && weight >= rangeWeight * (cuts.size() + 1)) {
                cuts.add(object.name());
            }
        }
        return between(cuts);
    }

    /** Cuts the space of random names evenly. */
    static List<NameRange> cut(int ranges) {
        return between(IntStream.range(1, ranges)
                .mapToObj(cut -> "event-%08x".formatted((long) (NAMES / ranges * cut)))
                .toList());
    }

    private static List<NameRange> between(List<String> cuts) {
        List<NameRange> ranges = new ArrayList<>();
        @Nullable String after = null;
        for (String cut : cuts) {
            ranges.add(new NameRange(after, cut));
            after = cut;
        }
        ranges.add(new NameRange(after, null));
        return ranges;
    }
}
