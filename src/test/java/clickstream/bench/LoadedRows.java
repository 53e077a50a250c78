package clickstream.bench;

import clickstream.event.Hour;
import clickstream.generate.SyntheticHour;
import clickstream.testing.TestingDatabase;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Looks whether a database has exactly the events of a {@link SyntheticHour}: no figure is printed of a load that is wrong. */
final class LoadedRows {

    private LoadedRows() {}

    /** @throws IllegalStateException where an event is missing or there is one too many */
    static void check(TestingDatabase database, Hour hour, int events) {
        SyntheticHour wanted = new SyntheticHour(hour, events, 11);
        long[] sums = new long[3];
        for (int index = 0; index < events; index++) {
            add(sums, wanted.eventId(index));
        }
        RowCallbackHandler subtract = row -> {
            UUID id = row.getObject(1, UUID.class);
            sums[0]--;
            sums[1] -= id.getMostSignificantBits();
            sums[2] -= id.getLeastSignificantBits();
        };
        new JdbcTemplate(database.dataSource()).query("SELECT event_id FROM public.clickstream_events", subtract);
        if (sums[0] != 0 || sums[1] != 0 || sums[2] != 0) {
            throw new IllegalStateException(
                    "the table has not the %,d events of the hour: %,d are missing".formatted(events, sums[0]));
        }
    }

    private static void add(long[] sums, UUID id) {
        sums[0]++;
        sums[1] += id.getMostSignificantBits();
        sums[2] += id.getLeastSignificantBits();
    }
}
