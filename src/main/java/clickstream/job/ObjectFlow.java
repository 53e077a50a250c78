package clickstream.job;

import clickstream.event.ExplainedException;
import clickstream.event.ListedObject;
import clickstream.event.ObjectSink;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.PrintableText;
import clickstream.event.RejectReason;
import clickstream.fetch.FetchAhead;
import clickstream.fetch.Fetched;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects on their way through fetch, parse and map into a sink, a bounded number of them at a time. To be used by one thread.
 *
 * @param <T> what is known of an object beforehand
 */
public final class ObjectFlow<T> implements AutoCloseable {

    /** As many fill no sink, but end a chunk: of objects that fail or have vanished an hour may have millions. */
    private static final int MOST_TAKEN = 1_000;

    private final FetchAhead<Selected<T>> ahead;
    private final Pipeline pipeline;
    private final ReadFailures failures;
    private boolean more = true;
    private int taken;
    private long gets;

    ObjectFlow(FetchAhead<Selected<T>> ahead, Pipeline pipeline, Limits limits) {
        this.ahead = ahead;
        this.pipeline = pipeline;
        this.failures = new ReadFailures(limits);
    }

    /**
     * When it is given up.
     *
     * @param failedInARow so many failures without one object between them mean that S3 is away
     * @param deniedAtFirst so many refusals before the first object that could be read mean that a right is missing
     * @param known names of objects that could not be read before: of them, neither count is made
     */
    public record Limits(int failedInARow, int deniedAtFirst, Set<String> known) {

        /** Those of whoever loads. */
        public static Limits ofLoad(Set<String> known) {
            return new Limits(100, 25, known);
        }
    }

    /** Who asks for objects: decides which of those that are found the sink gets, and is told of all others. */
    public interface Receiver<T> {

        /**
         * Whether the sink is to have an object.
         *
         * @param found the version that is there, which may not be the one that was asked for
         */
        boolean takes(T asked, ListedObject found);

        /** Whether the sink is to have an object, as a reject, that is larger than an object may be. */
        default boolean takesTooLarge(T asked, ListedObject found) {
            return takes(asked, found);
        }

        /** S3 says that the object is not there: it was deleted after it was listed, if it is not listed any more. */
        void vanished(T asked);

        /**
         * The object could not be read this time.
         *
         * @param cause what S3 or the network said, in one storable line
         */
        void failed(T asked, String cause);
    }

    /** What somebody asks for, and what is decided of it. */
    record Selected<T>(T asked, ListedObject object, Selection selection) {

        @Nullable
        ListedObject toFetch() {
            return selection instanceof Selection.Read ? object : null;
        }
    }

    /** Whether objects may be left. */
    public boolean more() {
        return more;
    }

    /** Objects that the sink was filled from when it was filled last, and all others that were met then. */
    int taken() {
        return taken;
    }

    /** Objects that were asked for. */
    long gets() {
        return gets;
    }

    /** Objects that could not be read. */
    long failed() {
        return failures.failed();
    }

    /** Those of them of which trying again later can help. */
    public long failedTransient() {
        return failures.transientFailures();
    }

    /**
     * Takes objects until the sink is full, enough were taken for one transaction, none is left or the process is asked to stop.
     *
     * @throws ExplainedException where one object after the other cannot be read
     */
    public void fill(ObjectSink sink, Receiver<T> receiver) throws InterruptedException {
        taken = 0;
        while (more && taken < MOST_TAKEN && !sink.full() && !pipeline.isStopping()) {
            FetchAhead.Taken<Selected<T>> next = ahead.next();
            if (next == null) {
                more = false;
            } else {
                taken++;
                take(next, sink, receiver);
            }
        }
    }

    private void take(FetchAhead.Taken<Selected<T>> next, ObjectSink sink, Receiver<T> receiver) {
        if (next.fetched() != null) {
            gets++;
            take(next.asked().asked(), next.fetched(), sink, receiver);
            return;
        }
        T asked = next.asked().asked();
        ListedObject object = next.asked().object();
        switch (next.asked().selection()) {
            case Selection.Skip(var reason) -> {
                if (receiver.takes(asked, object)) {
                    sink.skip(object, reason);
                }
            }
            case Selection.TooLarge _ -> tooLarge(asked, object, sink, receiver);
            case Selection.Unstorable(String cause) ->
                fail(asked, new Failed(object, FailureKind.OTHER, cause), receiver);
            case Selection.Read _ -> throw new IllegalStateException("not fetched: " + object.key());
        }
    }

    private void take(T asked, Fetched fetched, ObjectSink sink, Receiver<T> receiver) {
        switch (fetched) {
            case Body body -> {
                failures.read();
                if (receiver.takes(asked, body.object())) {
                    addValues(body, sink);
                }
            }
            case TooLarge(ListedObject object) -> tooLarge(asked, object, sink, receiver);
            case Vanished _ -> receiver.vanished(asked);
            case Failed failed -> fail(asked, failed, receiver);
        }
    }

    private void addValues(Body body, ObjectSink sink) {
        ListedObject object = body.object();
        sink.begin(object);
        Iterator<ParsedValue> values = pipeline.parser().values(body.bytes());
        while (values.hasNext()) {
            switch (values.next()) {
                case Event(int index, var event, var logged) -> {
                    boolean only = index == 0 && !values.hasNext();
                    sink.event(pipeline.mapper().map(event, object.loggedAt(logged), index, only), index);
                }
                case Reject reject -> sink.reject(reject);
            }
        }
        sink.end();
    }

    private void tooLarge(T asked, ListedObject object, ObjectSink sink, Receiver<T> receiver) {
        if (receiver.takesTooLarge(asked, object)) {
            sink.begin(object);
            sink.reject(new Reject(
                    0,
                    RejectReason.TOO_LARGE,
                    "the object has %d bytes; it was not read".formatted(object.size()),
                    ByteBuffer.allocate(0)));
            sink.end();
        }
    }

    private void fail(T asked, Failed failed, Receiver<T> receiver) {
        count(asked, failed, receiver);
        giveUpAfterMany(failed);
    }

    /** Counts an object that could not be read. */
    void count(T asked, Failed failed, Receiver<T> receiver) {
        failures.add(failed);
        receiver.failed(asked, PrintableText.of(failed.cause()));
    }

    /**
     * Looks whether it is worth going on after a failure.
     *
     * @throws ExplainedException where one object after the other cannot be read
     */
    void giveUpAfterMany(Failed last) {
        failures.giveUpAfterMany(last);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
