package clickstream.ingest;

import clickstream.ingest.uploads.Uploads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way from a request to an object in S3, for whichever front. A request is answered well only after the object that holds its events
 * is in S3. Thread-safe.
 */
public final class Ingest {

    private static final int MOST_WAITING = 10_000;

    /** From here on a load balancer had better ask another one. */
    private static final double BUSY = 0.8;

    private final IngestSettings settings;
    private final InstantSource clock;
    private final MemoryBudget budget = MemoryBudget.ofHeap();
    private final IngestMetrics metrics = new IngestMetrics(budget);
    private final Commit commit;
    private final Routes routes;
    private final AccessSource access;
    private final @Nullable Uploads uploads;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean stopping;

    private Ingest(IngestSettings settings, Stores stores, InstantSource clock, Deadlines deadlines, boolean together) {
        this.settings = settings;
        this.clock = clock;
        ObjectPutter putter = new ObjectPutter(stores.events(), deadlines, budget, metrics);
        this.commit = together ? new GroupCommit(putter, clock, deadlines) : new SingleCommit(putter);
        this.routes = new Routes(settings);
        // Beside the requests of a server; a function is frozen between its requests.
        Executor reader = together ? Thread::startVirtualThread : Runnable::run;
        this.access = new AccessSource(AccessSettings.of(settings), settings.configArn(), clock, reader);
        this.uploads = stores.assets() == null
                ? null
                : new Uploads(stores.assets(), settings.uploads().address(), clock);
    }

    /** Puts the events of many requests into one object. */
    public static Ingest grouping(IngestSettings settings, Stores stores, InstantSource clock) {
        return new Ingest(settings, stores, clock, Deadlines.grouped(settings.linger()), true);
    }

    /** Puts the events of each request into an object of their own, before the next request. */
    public static Ingest oneByOne(IngestSettings settings, Stores stores, InstantSource clock) {
        return new Ingest(settings, stores, clock, Deadlines.alone(), false);
    }

    /** Begins with a request; the caller closes what it gets. */
    public Exchange begin(RequestHead head) {
        return new Exchange(this, head);
    }

    /** Whether more requests are welcome. */
    public boolean isReady() {
        return !stopping
                && access.current().isKnown()
                && budget.used() < BUSY
                && waiting.get() < BUSY * MOST_WAITING
                && metrics.storesWell();
    }

    /** The answer to what is not a request that can be read; {@code origin} is empty where it is not known. */
    public Answer answerToUnreadable(int status, String origin) {
        metrics.answered(status, 0);
        return Answer.refused(access.current().cors().headers(origin), Refusal.unreadable(status), "");
    }

    /** Refuses further requests; those that are under way go on. */
    public void refuseFromNowOn() {
        stopping = true;
    }

    /** Whether it stops or has stopped. */
    public boolean isStopping() {
        return stopping;
    }

    /** What was counted, as text for Prometheus. */
    public String metricsText() {
        return metrics.text();
    }

    /** Takes no more events, closes the objects that are open, and waits for those that are under way. */
    public void stop(Duration most) {
        refuseFromNowOn();
        commit.stop(most);
    }

    /** One more request waits; false where there are too many. */
    boolean enter() {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        waiting.decrementAndGet();
    }

    IngestSettings settings() {
        return settings;
    }

    InstantSource clock() {
        return clock;
    }

    MemoryBudget budget() {
        return budget;
    }

    IngestMetrics metrics() {
        return metrics;
    }

    Commit commit() {
        return commit;
    }

    Routes routes() {
        return routes;
    }

    /** Who is let in at present. */
    Access access() {
        return access.current();
    }

    /** What is special of an upload; null where none are taken. */
    @Nullable
    UploadsRequest upload(SaidRequest said, boolean completes) {
        return uploads == null
                ? null
                : new UploadsRequest(uploads, settings.uploads().roles(), said, completes);
    }
}
