package clickstream.ingest;

import clickstream.event.Hour;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How events get into objects. Thread-safe. */
sealed interface Commit permits GroupCommit, SingleCommit {

    /**
     * Takes the events of one request, and the memory that is reserved for them.
     *
     * @param lines stamped events, at least one, which nobody may change any more
     * @return for each object that holds any of them its key, once it is in S3, or an empty text, once it is given up; it fails where that
     *     is not known in the time that a request may wait. Null where nothing is taken any more
     */
    @Nullable
    List<CompletableFuture<String>> add(Hour hour, List<byte[]> lines);

    /** Takes no more, and waits for what is under way. */
    void stop(Duration most);
}
