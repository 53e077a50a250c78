package clickstream.generate;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.RejectReason;
import clickstream.event.SkipReason;
import clickstream.generate.ExpectedValue.Issue;
import clickstream.generate.ExpectedValue.Loaded;
import clickstream.generate.ExpectedValue.Rejected;
import clickstream.generate.ExpectedValue.ValueOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the database must hold once all the objects that were {@linkplain #accept given} are loaded into an empty one, by whole hours, in
 * any order, any number of times. Not thread-safe.
 */
public final class Expected implements Consumer<GeneratedObject> {

    private record Delivery(String key, Instant lastModified, Loaded event) {}

    private final boolean keepRows;
    private final Map<UUID, List<Delivery>> deliveries = new HashMap<>();
    private final Map<Issue, Long> issues = new HashMap<>();
    private final Map<RejectReason, Long> rejects = new EnumMap<>(RejectReason.class);
    private final Map<SkipReason, Long> skips = new EnumMap<>(SkipReason.class);
    private ObjectCounts objects = ObjectCounts.NONE;
    private EventCounts events = EventCounts.NONE;

    private Expected(boolean keepRows) {
        this.keepRows = keepRows;
    }

    /** An expectation that knows every row. */
    public static Expected rows() {
        return new Expected(true);
    }

    /** An expectation that counts, in constant memory. */
    public static Expected countsOnly() {
        return new Expected(false);
    }

    @Override
    public void accept(GeneratedObject object) {
        boolean loaded = object.isLoaded();
        boolean skipped = object.skipped() != null;
        objects = objects.plus(new ObjectCounts(1, 0, loaded ? 1 : 0, skipped ? 1 : 0, loaded || skipped ? 0 : 1, 0));
        if (object.skipped() != null) {
            skips.merge(object.skipped(), 1L, Long::sum);
        }
        for (ExpectedValue value : object.values()) {
            switch (value) {
                case Loaded event -> {
                    events = events.plus(
                            switch (event.outcome()) {
                                case INSERTED -> new EventCounts(1, 1, 0, 0, 0);
                                case DUPLICATE -> new EventCounts(1, 0, 1, 0, 0);
                                case CONFLICTING -> new EventCounts(1, 0, 0, 1, 0);
                            });
                    if (event.outcome() == ValueOutcome.INSERTED) {
                        event.issues().forEach(issue -> issues.merge(issue, 1L, Long::sum));
                    }
                    if (keepRows && event.outcome() != ValueOutcome.CONFLICTING) {
                        deliveries
                                .computeIfAbsent(event.eventId(), _ -> new ArrayList<>(1))
                                .add(new Delivery(object.key(), object.lastModified(), event));
                    }
                }
                case Rejected reject -> {
                    events = events.plus(new EventCounts(1, 0, 0, 0, 1));
                    rejects.merge(reject.reason(), 1L, Long::sum);
                }
            }
        }
    }

    /** {@code listed == loaded + skipped + rejected}; nothing fails, nothing was there already. */
    public ObjectCounts objects() {
        return objects;
    }

    /** {@code read == inserted + duplicate + conflicting + rejected}. */
    public EventCounts events() {
        return events;
    }

    /** How often each issue is recorded: of inserted events only. */
    public Map<Issue, Long> issues() {
        return Map.copyOf(issues);
    }

    public Map<RejectReason, Long> rejects() {
        return Map.copyOf(rejects);
    }

    public Map<SkipReason, Long> skips() {
        return Map.copyOf(skips);
    }

    /** The table as it must be, where the objects bear the times of modification that the generator gave them. */
    public Map<UUID, List<ClickstreamEvent>> table() {
        return table(Delivery::lastModified);
    }

    /**
     * The table as it must be: for each id the rows of which it may have any one. There is more than one where an event was delivered
     * twice, at two times.
     *
     * @param lastModified when S3 says that the object with a key was modified
     */
    public Map<UUID, List<ClickstreamEvent>> tableModifiedAt(Function<String, Instant> lastModified) {
        return table(delivery -> lastModified.apply(delivery.key()));
    }

    private Map<UUID, List<ClickstreamEvent>> table(Function<Delivery, Instant> lastModified) {
        if (!keepRows) {
            throw new IllegalStateException("this expectation only counts");
        }
        Map<UUID, List<ClickstreamEvent>> table = HashMap.newHashMap(deliveries.size());
        deliveries.forEach((id, alternatives) -> table.put(
                id,
                alternatives.stream()
                        .map(delivery -> delivery.event().row(lastModified.apply(delivery)))
                        .toList()));
        return table;
    }
}
