package clickstream.audit;

import clickstream.event.Hour;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What S3 and the database have of an hour. {@code listed == complete + rejected + missing + changed + failed}, and the object versions
 * that vanished are in none of these.
 *
 * @param listed object versions that S3 lists
 * @param complete those that the ledger says are loaded or skipped
 * @param rejected those of which no value could be loaded: no gap
 * @param events how many were read again and looked up; 0 where the audit is not deep
 * @param gaps how many there are of each kind; kinds of which there is none may be absent
 * @param samples the first ones of each kind
 */
public record HourAudit(
        Hour hour,
        long listed,
        long complete,
        long rejected,
        long events,
        Map<Gap.Kind, Long> gaps,
        List<Gap> samples) {

    public HourAudit {
        gaps = Map.copyOf(gaps);
        samples = List.copyOf(samples);
    }

    public long count(Gap.Kind kind) {
        return gaps.getOrDefault(kind, 0L);
    }

    /** Whether nothing is listed and nothing differs. */
    public boolean isEmpty() {
        return listed == 0 && gaps.isEmpty();
    }

    /** Whether S3 and the database differ. */
    public boolean hasGap(boolean ignoreVanished) {
        return Arrays.stream(Gap.Kind.values())
                .anyMatch(kind -> count(kind) > 0 && !(ignoreVanished && kind == Gap.Kind.VANISHED));
    }

    /** Whether every listed object is in exactly one count. */
    boolean balances() {
        return listed
                == complete + rejected + count(Gap.Kind.MISSING) + count(Gap.Kind.CHANGED) + count(Gap.Kind.FAILED);
    }
}
