package clickstream.ingest;

import clickstream.event.Hour;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Puts the events of each request as an object of their own, at once. Thread-safe. */
final class SingleCommit implements Commit {

    private final ObjectPutter putter;

    SingleCommit(ObjectPutter putter) {
        this.putter = putter;
    }

    @Override
    public List<CompletableFuture<String>> add(Hour hour, List<byte[]> lines) {
        OpenObject object = new OpenObject(hour);
        lines.forEach(object::add);
        putter.put(object);
        return List.of(object.stored());
    }

    /** Nothing is ever under way. */
    @Override
    public void stop(Duration most) {}
}
