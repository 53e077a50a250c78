package clickstream.audit;

import clickstream.event.Hour;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is found in an hour, counted as it is found; of each kind the first {@value #SAMPLES} are kept. Thread-safe. */
final class AuditTally {

    static final int SAMPLES = 1_000;

    private final Map<Gap.Kind, Long> gaps = new EnumMap<>(Gap.Kind.class);
    private final List<Gap> samples = new ArrayList<>();
    private long listed;
    private long complete;
    private long rejected;
    private long events;

    synchronized void listed() {
        listed++;
    }

    synchronized void complete() {
        complete++;
    }

    synchronized void rejected() {
        rejected++;
    }

    synchronized void events(int count) {
        events += count;
    }

    synchronized void gap(Gap.Kind kind, String name, String detail) {
        if (gaps.merge(kind, 1L, Long::sum) <= SAMPLES) {
            samples.add(new Gap(kind, name, detail));
        }
    }

    synchronized HourAudit result(Hour hour) {
        HourAudit audit = new HourAudit(hour, listed, complete, rejected, events, gaps, samples);
        if (!audit.balances()) {
            throw new IllegalStateException("The counts of hour %s do not balance: %s".formatted(hour, audit));
        }
        return audit;
    }
}
