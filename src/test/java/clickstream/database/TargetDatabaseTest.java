package clickstream.database;

import static clickstream.load.TestingRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.credentials.Login;
import clickstream.event.ClickstreamEvent;
import clickstream.load.EventTable;
import clickstream.load.TestingTarget;
import clickstream.testing.TestingDatabase;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class TargetDatabaseTest {

    /** The plan that is right for an empty table looks at each of its rows for each id that is asked for. */
    @Test
    void aTableThatFillsUpIsNotReadAsWhenItWasEmpty() {
        try (TestingTarget target = new TestingTarget();
                HikariDataSource pool = pool(target.database())) {
            target.database().execute("ALTER TABLE clickstream_events SET (autovacuum_enabled = false)");
            TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
            for (int chunk = 0; chunk < 20; chunk++) {
                // A new one asks which rows stand before it copies.
                EventTable table = new EventTable(new JdbcTemplate(pool));
                List<ClickstreamEvent> rows = rows(10_000L * chunk, 10_000);
                transaction.executeWithoutResult(status -> assertThat(table.insertNew(rows, (_, _) -> {}))
                        .as("rows that stand")
                        .isEmpty());
            }

            EventTable table = new EventTable(new JdbcTemplate(pool));
            transaction.executeWithoutResult(status -> assertThat(table.insertNew(rows(95_000, 10_000), (_, _) -> {}))
                    .hasSize(10_000));
        }
    }

    @Test
    void idsGoOverAsPostgresHasThem() throws SQLException {
        UuidArray ids = new UuidArray(
                List.of(new UUID(0, 0), new UUID(-1, -1), UUID.fromString("72a28cf0-fe96-5135-8552-de08fbe0a38d")));
        byte[] bytes = new byte[ids.lengthInBytes()];
        ids.toBytes(bytes, 0);
        try (TestingTarget target = new TestingTarget();
                HikariDataSource pool = pool(target.database());
                Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT array_send(?::uuid[]), (?::uuid[])::text")) {
            assertThat(connection
                            .unwrap(BaseConnection.class)
                            .getQueryExecutor()
                            .useBinaryForSend(Oid.UUID_ARRAY))
                    .isTrue();
            statement.setString(1, ids.getValue());
            statement.setObject(2, ids);
            try (ResultSet sent = statement.executeQuery()) {
                sent.next();
                assertThat(sent.getBytes(1)).isEqualTo(bytes);
                assertThat(sent.getString(2)).isEqualTo(ids.getValue());
            }
        }
    }

    private static HikariDataSource pool(TestingDatabase where) {
        return new TargetDatabase(
                        where.host(), where.port(), where.name(), new Login(where.user(), where.password()), false)
                .open(1, Duration.ofSeconds(10), null);
    }

    private static List<ClickstreamEvent> rows(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(number -> row(number, "click"))
                .toList();
    }
}
