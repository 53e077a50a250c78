package clickstream.bench;

import clickstream.event.Hour;
import clickstream.generate.SyntheticHour;
import clickstream.testing.SyntheticS3;

/** The documents of an hour, dealt out to it and the hours behind it, the same number to each. Thread-safe. */
final class ManyHours implements SyntheticS3.Contents {

    private final Hour first;
    private final SyntheticHour documents;
    private final int objectsPerHour;

    ManyHours(Hour first, SyntheticHour documents, int hours) {
        this.first = first;
        this.documents = documents;
        this.objectsPerHour = documents.size() / hours;
    }

    @Override
    public int size() {
        return documents.size();
    }

    @Override
    public String key(int index) {
        return first.plus(index / objectsPerHour).prefix() + "event-" + documents.eventId(index) + ".json";
    }

    @Override
    public byte[] bytes(int index) {
        return documents.bytes(index);
    }

    @Override
    public long byteSize(int index) {
        return documents.byteSize(index);
    }
}
