package clickstream.cli;

import clickstream.audit.Gap;
import clickstream.audit.HourAudit;
import java.util.EnumMap;
import java.util.Map;

/** The sums over the hours of an audit. Not thread-safe. */
final class AuditTotal {

    private final int asked;
    private final boolean deep;
    private final boolean ignoreVanished;
    private final Map<Gap.Kind, Long> gaps = new EnumMap<>(Gap.Kind.class);
    private boolean hasGap;
    private int audited;
    private int empty;
    private long listed;
    private long complete;
    private long rejected;
    private long events;

    /**
     * Begins with nothing.
     *
     * @param asked how many hours are to be audited
     * @param deep whether events are looked up too
     * @param ignoreVanished whether objects that are not listed any more are no gap
     */
    AuditTotal(int asked, boolean deep, boolean ignoreVanished) {
        this.asked = asked;
        this.deep = deep;
        this.ignoreVanished = ignoreVanished;
    }

    void add(HourAudit hour) {
        audited++;
        empty += hour.isEmpty() ? 1 : 0;
        listed += hour.listed();
        complete += hour.complete();
        rejected += hour.rejected();
        events += hour.events();
        hour.gaps().forEach((kind, count) -> gaps.merge(kind, count, Long::sum));
        hasGap |= isGap(hour);
    }

    boolean isGap(HourAudit hour) {
        return hour.hasGap(ignoreVanished);
    }

    boolean isDeep() {
        return deep;
    }

    boolean hasGap() {
        return hasGap;
    }

    /** Hours to be audited. */
    int asked() {
        return asked;
    }

    int audited() {
        return audited;
    }

    int empty() {
        return empty;
    }

    long listed() {
        return listed;
    }

    long complete() {
        return complete;
    }

    long rejected() {
        return rejected;
    }

    long events() {
        return events;
    }

    Map<Gap.Kind, Long> gaps() {
        return gaps;
    }
}
