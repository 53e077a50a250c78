package clickstream.audit;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.job.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Holds what S3 lists against what the database has, hour by hour. Writes nothing. */
public final class Audit {

    /** More than clocks differ and than listing a page takes. */
    private static final Duration RECENTLY = Duration.ofMinutes(15);

    private final Pipeline pipeline;
    private final AuditedLedger ledger;
    private final AuditedRows rows;
    private final int parallelHours;

    /**
     * Audits a few hours at once: one listing would mostly wait.
     *
     * @param parallelHours each holds a connection to S3 and, now and then, one to the database
     */
    Audit(Pipeline pipeline, AuditedLedger ledger, AuditedRows rows, int parallelHours) {
        this.pipeline = pipeline;
        this.ledger = ledger;
        this.rows = rows;
        this.parallelHours = parallelHours;
    }

    /**
     * Audits hours and hands over what was found, in the order of {@code hours}.
     *
     * @param deep whether to read the objects again and to look every event up
     */
    public void audit(List<Hour> hours, boolean deep, Consumer<HourAudit> found) throws InterruptedException {
        boolean hasLedger = ledger.exists();
        Deque<Future<HourAudit>> underWay = new ArrayDeque<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (Hour hour : hours) {
                if (underWay.size() == parallelHours) {
                    found.accept(result(underWay.remove()));
                }
                underWay.add(threads.submit(() -> audit(hour, deep, hasLedger)));
            }
            while (!underWay.isEmpty()) {
                found.accept(result(underWay.remove()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private HourAudit audit(Hour hour, boolean deep, boolean hasLedger) throws InterruptedException {
        AuditTally tally = new AuditTally();
        Instant recently = Instant.now().minus(RECENTLY);
        AuditedVersions versions = new AuditedVersions(
                pipeline.listing().objects(hour, NameRange.ALL),
                hasLedger ? ledger.entries(hour) : Collections.emptyIterator(),
                hasLedger ? ledger.failed(hour) : Collections.emptyIterator(),
                // What is put and loaded behind the listing's back is in the ledger only.
                entry -> entry.lastModified().isAfter(recently)
                        && pipeline.listing().has(hour, entry.name()),
                tally);
        if (deep) {
            new DeepAudit(pipeline, rows, hour, tally).readAgain(versions);
        } else {
            drain(versions);
        }
        return tally.result(hour);
    }

    private static void drain(Iterator<?> versions) {
        while (versions.hasNext()) {
            versions.next();
        }
    }

    private static HourAudit result(Future<HourAudit> audited) throws InterruptedException {
        try {
            return audited.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("auditing ended", e.getCause());
        }
    }
}
