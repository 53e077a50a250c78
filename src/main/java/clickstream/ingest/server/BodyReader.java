package clickstream.ingest.server;

import clickstream.ingest.Answer;
import clickstream.ingest.Exchange;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads the body of one request, for a limited time however slowly it comes. Not thread-safe. */
final class BodyReader {

    /** For all of the body: 1 MiB at 280 kbit/s. */
    private static final Duration BODY = Duration.ofSeconds(30);

    /** For what is only read so that its sender comes to read the answer. */
    private static final Duration UNWANTED = Duration.ofSeconds(5);

    private static final long UNWANTED_BYTES = 32L << 20;

    private final Request request;
    private final Duration unwanted;
    private final Semaphore arrived = new Semaphore(0);
    private long deadlineNanos;
    private boolean demanded;
    private boolean ended;

    BodyReader(Request request) {
        this(request, BODY, UNWANTED);
    }

    /**
     * For a body that may take other times.
     *
     * @param most for all of it
     * @param unwanted for what {@link #drain} reads
     */
    BodyReader(Request request, Duration most, Duration unwanted) {
        this.request = request;
        this.unwanted = unwanted;
        this.deadlineNanos = System.nanoTime() + most.toNanos();
    }

    /** Reads all of it; returns what it is answered before its end, null where it is read to it. */
    @Nullable
    Answer readInto(Exchange exchange) throws ClientLeftException {
        while (!ended) {
            Content.Chunk chunk = next();
            if (chunk == null) {
                return exchange.answerToSlowBody();
            }
            try {
                Answer answer = chunk.hasRemaining() ? exchange.receive(chunk.getByteBuffer()) : null;
                if (answer != null) {
                    return answer;
                }
            } finally {
                chunk.release();
            }
        }
        return null;
    }

    /** Reads on and forgets, up to a limit; whether that was all of it. */
    boolean drain() throws ClientLeftException {
        deadlineNanos = Math.min(deadlineNanos, System.nanoTime()) + unwanted.toNanos();
        long read = 0;
        while (!ended && read < UNWANTED_BYTES) {
            Content.Chunk chunk = next();
            if (chunk == null) {
                return false;
            }
            read += chunk.remaining();
            chunk.release();
        }
        return ended;
    }

    /** The next part; null where it does not come in time. */
    private Content.@Nullable Chunk next() throws ClientLeftException {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk != null) {
                if (Content.Chunk.isFailure(chunk)) {
                    throw new ClientLeftException(chunk.getFailure());
                }
                ended = chunk.isLast();
                return chunk;
            }
            if (!demanded) {
                demanded = true; // Jetty takes no second one before the first is met
                request.demand(arrived::release);
            }
            try {
                if (!arrived.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return null;
                }
                demanded = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientLeftException(e);
            }
        }
    }
}
