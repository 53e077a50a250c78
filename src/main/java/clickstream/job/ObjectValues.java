package clickstream.job;

import clickstream.event.ListedObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.load.Chunk;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import java.util.Iterator;

/** Takes the bytes of objects through parse and map. Thread-safe. */
public record ObjectValues(ObjectParser parser, EventMapper mapper) {

    /** Adds an object with all its values to a chunk. */
    public void addTo(Chunk chunk, ListedObject object, byte[] bytes) {
        chunk.begin(object);
        Iterator<ParsedValue> values = parser.values(bytes);
        while (values.hasNext()) {
            switch (values.next()) {
                case Event(int index, var event) ->
                    chunk.add(mapper.map(event, object, index, index == 0 && !values.hasNext()), index);
                case Reject reject -> chunk.add(reject);
            }
        }
        chunk.end();
    }
}
