package clickstream.report;

import clickstream.event.Hour;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code etl.load_run}.
 *
 * @param reload whether it read finished objects again
 * @param finishedAt null while it runs
 * @param objectsFinished loaded, skipped or rejected by it
 * @param failure why it did not end well; null where it did
 */
record RecentRun(
        long run,
        Hour hour,
        boolean reload,
        String status,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long objectsFinished,
        long eventsRead,
        @Nullable String failure) {}
