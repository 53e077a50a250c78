package clickstream.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TestingPostgresTest {

    @Test
    void servesPostgres18ThatSortsUnlikeS3() throws SQLException {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            assertThat(text(database.dataSource(), "SHOW server_version")).startsWith("18.");
            assertThat(text(
                            database.dataSource(),
                            "SELECT string_agg(t, '' ORDER BY t) FROM unnest('{B,a,_}'::text[]) t"))
                    .isEqualTo("_aB");
        }
    }

    @Test
    void givesEveryTestAnEmptyDatabase() throws SQLException {
        try (TestingDatabase first = TestingPostgres.shared().database();
                TestingDatabase second = TestingPostgres.shared().database()) {
            first.execute("CREATE TABLE seen (n int)");
            assertThat(text(second.dataSource(), "SELECT to_regclass('seen')")).isNull();
        }
    }

    @Test
    void letsNobodyInWithoutThePassword() {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void keepsWhatWasCommittedThroughACrashAndARestart() throws IOException, SQLException {
        try (TestingPostgres postgres = TestingPostgres.start(Map.of("max_connections", "17"))) {
            TestingDatabase database = postgres.database();
            database.execute("CREATE TABLE kept AS SELECT 42 AS n");
            postgres.crash();
            assertThatThrownBy(() -> database.dataSource().getConnection()).isInstanceOf(SQLException.class);
            postgres.startAgain();
            assertThat(text(database.dataSource(), "SELECT n FROM kept")).isEqualTo("42");
            postgres.restart();
            assertThat(text(database.dataSource(), "SHOW max_connections")).isEqualTo("17");
        }
    }

    private static String text(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
