package clickstream.cli;

import clickstream.event.Hour;
import java.util.ArrayList;
import java.util.List;

/** Hours for people, what follows each other as one span. */
final class HourSpans {

    private HourSpans() {}

    /**
     * As in {@code 2026-11-20T13, 2026-11-20T15 to 2026-11-21T02}.
     *
     * @param hours ascending
     */
    static String of(List<Hour> hours) {
        List<String> spans = new ArrayList<>();
        int first = 0;
        for (int next = 1; next <= hours.size(); next++) {
            if (next == hours.size()
                    || !hours.get(next).equals(hours.get(next - 1).plus(1))) {
                Hour last = hours.get(next - 1);
                spans.add(next - first == 1 ? last.toString() : "%s to %s".formatted(hours.get(first), last));
                first = next;
            }
        }
        return String.join(", ", spans);
    }
}
