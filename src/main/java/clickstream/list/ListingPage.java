package clickstream.list;

import clickstream.event.ListedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing.
 *
 * @param objects in the order of their names; a page that is not the last one may have none
 * @param continuation what asks for the next page; null where this is the last one
 */
record ListingPage(List<ListedObject> objects, @Nullable String continuation) {

    boolean last() {
        return continuation == null;
    }
}
