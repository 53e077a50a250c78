package clickstream.list;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the key space of an hour into ranges that can be listed and loaded side by side. Every name that can exist falls into exactly
 * one range, whatever it looks like; that names are random only makes the ranges equally long. Thread-safe.
 */
public final class KeySpace {

    private static final Pattern RANDOM_NAME = Pattern.compile("event-([0-9a-f]{8}).*");
    private static final double NAMES = 0x1p32;

    /** Cuts lie behind it: what comes before it falls into the first range, however much that is. */
    private static final String BEFORE_RANDOM_NAMES = "event-";

    private final ObjectListing listing;
    private final int objectsPerRange;
    private final int mostRanges;

    /**
     * Cuts for a number of loaders.
     *
     * @param objectsPerRange how many objects are worth a range of their own
     * @param mostRanges more are not made
     */
    public KeySpace(ObjectListing listing, int objectsPerRange, int mostRanges) {
        this.listing = listing;
        this.objectsPerRange = objectsPerRange;
        this.mostRanges = mostRanges;
    }

    /** The ranges of an hour, in order; one where the hour has few objects. Costs one request. */
    public List<NameRange> ranges(Hour hour) {
        return cut((int) Math.clamp(
                Math.ceil(estimate(listing.page(hour, BEFORE_RANDOM_NAMES, null)) / objectsPerRange), 1, mostRanges));
    }

    /** How many objects can be spread over ranges, guessed from how much of the space of random names their first page spans. */
    private static double estimate(ListingPage page) {
        if (page.last()) {
            return page.objects().size();
        }
        double spanned = 0;
        int random = 0;
        for (ListedObject object : page.objects()) {
            Matcher name = RANDOM_NAME.matcher(object.name());
            if (name.matches()) {
                random++;
                spanned = (Long.parseLong(name.group(1), 16) + 1) / NAMES;
            }
        }
        return random == 0 ? page.objects().size() : random / spanned;
    }

    static List<NameRange> cut(int ranges) {
        List<NameRange> cuts = new ArrayList<>();
        @Nullable String after = null;
        for (int cut = 1; cut < ranges; cut++) {
            String upTo = "event-%08x".formatted((long) (NAMES / ranges * cut));
            cuts.add(new NameRange(after, upTo));
            after = upTo;
        }
        cuts.add(new NameRange(after, null));
        return cuts;
    }
}
