package clickstream.parse;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.map.EventMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.Objects;

/** Reads and maps the values of one object in a process of its own, as a range of the loader does, and says how many they were. */
final class PoisonObject {

    private PoisonObject() {}

    public static void main(String[] arguments) throws IOException {
        byte[] stored = Files.readAllBytes(Path.of(arguments[0]));
        ListedObject object =
                new ListedObject(Hour.parse("2026-11-20T13"), "event.json", "etag", stored.length, Instant.EPOCH);
        Iterator<ParsedValue> values =
                new ObjectParser(Readings.MAX_OBJECT_SIZE, EventMapper.SOURCE_NAMES).values(stored);
        EventMapper mapper = new EventMapper();
        int events = 0;
        int rejects = 0;
        while (values.hasNext()) {
            switch (values.next()) {
                case Event(int index, var body, var _) -> {
                    events++;
                    Objects.requireNonNull(mapper.map(body, object, index, index == 0 && !values.hasNext()));
                }
                case Reject _ -> rejects++;
            }
        }
        System.out.println(events + " events, " + rejects + " rejects");
    }
}
