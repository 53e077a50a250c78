package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.event.Hour;
import clickstream.generate.EventGenerator;
import clickstream.generate.EventGenerator.Settings;
import clickstream.generate.Expected;
import clickstream.generate.GeneratedObject;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Generated hours in a bucket, and what must be in a database that has loaded them. */
final class ShopHour {

    private final List<GeneratedObject> objects;
    private final Expected expected = Expected.rows();

    ShopHour(Hour first, int hours, int eventsPerHour) {
        objects = new EventGenerator(new Settings(23, first, hours, eventsPerHour, Settings.USUAL_ODDITIES))
                .objects()
                .toList();
        objects.forEach(expected);
    }

    List<GeneratedObject> objects() {
        return objects;
    }

    void putInto(TestingS3 s3) {
        objects.forEach(object -> put(s3, object));
    }

    static void put(TestingS3 s3, GeneratedObject object) {
        s3.put(object.key(), object.bytes(), object.lastModified());
    }

    /** Nothing lost, nothing doubled, every sum right, nothing left open. */
    void assertLoadedInto(TestingDatabase database) {
        Tables tables = new Tables(JdbcClient.create(database.dataSource()));
        Map<UUID, List<ClickstreamEvent>> wanted = expected.table();
        Map<UUID, ClickstreamEvent> rows = tables.events();
        assertThat(rows.keySet()).isEqualTo(wanted.keySet());
        assertThat(rows).allSatisfy((id, row) -> assertThat(wanted.get(id)).contains(row));
        assertThat(tables.ledger().objects()).isEqualTo(expected.objects());
        assertThat(tables.ledger().events()).isEqualTo(expected.events());
        assertSumsHoldIn(database);
        assertThat(tables.count("etl.load_run WHERE status = 'running'")).isZero();
        assertThat(tables.count("etl.batch_job_execution WHERE status IN ('STARTING', 'STARTED', 'STOPPING')"))
                .isZero();
    }

    /** What is there, be it a part, agrees with the ledger. */
    static void assertSumsHoldIn(TestingDatabase database) {
        Tables tables = new Tables(JdbcClient.create(database.dataSource()));
        if (!tables.names().contains("etl.object_ledger") || tables.count("etl.object_ledger") == 0) {
            return;
        }
        assertThat(tables.ledger().events().balance()).isTrue();
        assertThat(tables.count("public.clickstream_events"))
                .isEqualTo(tables.ledger().events().inserted());
        assertThat(tables.count("etl.rejected_event"))
                .isEqualTo(tables.ledger().events().rejected());
        assertThat(tables.count("etl.conflicting_event"))
                .isEqualTo(tables.ledger().events().conflicting());
    }
}
