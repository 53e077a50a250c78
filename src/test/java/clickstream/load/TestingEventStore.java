package clickstream.load;

import clickstream.event.ClickstreamEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A table without a database, which has nothing yet whatever it is asked; counts what it is sent. */
record TestingEventStore(AtomicInteger statements) implements EventStore {

    @Override
    public void begin(boolean inParts) {}

    @Override
    public Map<UUID, ClickstreamEvent> insertNew(List<ClickstreamEvent> rows, BiConsumer<UUID, String> refused) {
        statements.incrementAndGet();
        return Map.of();
    }
}
