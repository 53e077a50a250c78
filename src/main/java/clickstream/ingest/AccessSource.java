package clickstream.ingest;

import clickstream.credentials.Logins;
import clickstream.event.ExplainedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is let in at present: by the environment alone, or by a secret too, which is read anew every five minutes. While it cannot be read, what
 * it said before counts; before it was read nobody is let in. Thread-safe.
 */
final class AccessSource {

    private static final Logger LOG = LoggerFactory.getLogger(AccessSource.class);

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(5);

    /** A request may wait for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final AccessSettings plain;
    private final String secretArn;
    private final InstantSource clock;
    private final Executor reader;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile AccessSettings settings;
    private volatile Access access;
    private volatile Instant nextRead = Instant.MIN;

    /**
     * Reads nothing yet.
     *
     * @param secretArn of the secret; empty where there is none
     * @param reader runs what reads the secret, at once or beside the request that found it stale
     */
    AccessSource(AccessSettings plain, String secretArn, InstantSource clock, Executor reader) {
        this.plain = plain;
        this.secretArn = secretArn;
        this.clock = clock;
        this.reader = reader;
        this.settings = plain;
        this.access = Access.of(plain, clock, secretArn.isEmpty());
    }

    Access current() {
        if (!secretArn.isEmpty() && !clock.instant().isBefore(nextRead) && reading.compareAndSet(false, true)) {
            reader.execute(this::read);
        }
        return access;
    }

    private void read() {
        try {
            AccessSettings said = plain.with(Logins.secret(IngestSettings.CONFIG, secretArn, TIMEOUT));
            // The same again keeps the keys of its issuer.
            if (!said.equals(settings) || !access.isKnown()) {
                access = Access.of(said, clock, true);
                settings = said;
                LOG.info("{} says who is let in", secretArn);
            }
            nextRead = clock.instant().plus(FRESH);
        } catch (ExplainedException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            failed("%s, which %s names, says nothing that can be used: %s"
                    .formatted(secretArn, IngestSettings.CONFIG, e.getMessage()));
        } catch (RuntimeException e) {
            // Its message may say what the secret says.
            failed("%s cannot be read: %s".formatted(secretArn, e.getClass().getName()));
        } finally {
            reading.set(false);
        }
    }

    private void failed(String what) {
        nextRead = clock.instant().plus(BEFORE_TRYING_AGAIN);
        LOG.warn(
                "{}; {}",
                what,
                access.isKnown() ? "what it said before counts" : "until it can be read nobody is let in");
    }
}
