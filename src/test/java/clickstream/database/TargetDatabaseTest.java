package clickstream.database;

import static clickstream.load.TestingRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.credentials.Login;
import clickstream.event.ClickstreamEvent;
import clickstream.load.EventTable;
import clickstream.load.TestingTarget;
import clickstream.testing.TestingDatabase;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class TargetDatabaseTest {

    /** The plan that is right for an empty table looks at each of its rows for each id that is asked for. */
    @Test
    void aTableThatFillsUpIsNotReadAsWhenItWasEmpty() {
        try (TestingTarget target = new TestingTarget()) {
            TestingDatabase where = target.database();
            try (HikariDataSource pool = new TargetDatabase(
                            where.host(), where.port(), where.name(), new Login(where.user(), where.password()), false)
                    .open(1, Duration.ofSeconds(10), null)) {
                where.execute("ALTER TABLE clickstream_events SET (autovacuum_enabled = false)");
                TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
                EventTable table = new EventTable(new JdbcTemplate(pool));
                for (int chunk = 0; chunk < 20; chunk++) {
                    List<ClickstreamEvent> rows = rows(10_000L * chunk, 10_000);
                    transaction.executeWithoutResult(status -> assertThat(table.insertNew(rows, (_, _) -> {}))
                            .as("rows that stand")
                            .isEmpty());
                }

                transaction.executeWithoutResult(
                        status -> assertThat(table.insertNew(rows(95_000, 10_000), (_, _) -> {}))
                                .hasSize(10_000));
            }
        }
    }

    private static List<ClickstreamEvent> rows(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(number -> row(number, "click"))
                .toList();
    }
}
