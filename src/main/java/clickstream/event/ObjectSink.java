package clickstream.event;

import clickstream.event.ParsedValue.Reject;

/** Takes objects with their values: each object is begun, filled and ended, one after the other. To be used by one thread. */
public interface ObjectSink {

    /** Begins an object: the values that follow are its own. */
    void begin(ListedObject object);

    /** Takes an event of the object that was begun, by its index in it. */
    void event(MappedEvent event, int index);

    /** Takes a value of it that is none. */
    void reject(Reject reject);

    /** Ends the object. */
    void end();

    /** Takes an object that is done with and was not read. */
    void skip(ListedObject object, SkipReason reason);

    /** Whether it has enough, so that whoever fills it should finish with what it has. */
    boolean full();
}
