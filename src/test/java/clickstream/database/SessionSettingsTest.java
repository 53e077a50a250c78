package clickstream.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import clickstream.credentials.Login;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.job.Failures;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPgBouncer;
import clickstream.testing.TestingPooler;
import clickstream.testing.TestingPostgres;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Whatever a role, a database or a pooler between has set, sessions have what this program needs. */
@TestInstance(Lifecycle.PER_CLASS)
class SessionSettingsTest {

    private final TestingDatabase database = TestingPostgres.shared().database();

    /** Not each is known to each version of the server. */
    private final Set<String> known = settings(database.dataSource()).keySet();

    @BeforeAll
    void endWhatIsIdleOrWaits() {
        for (String setting : Map.of(
                        "statement_timeout", "'1s'",
                        "lock_timeout", "'10ms'",
                        "idle_session_timeout", "'5s'",
                        "idle_in_transaction_session_timeout", "'5s'",
                        "transaction_timeout", "'5s'",
                        "TimeZone", "'Asia/Kolkata'",
                        "default_transaction_isolation", "'serializable'",
                        "plan_cache_mode", "'force_generic_plan'",
                        "array_nulls", "off",
                        "quote_all_identifiers", "on")
                .entrySet()
                .stream()
                .filter(entry -> known.contains(entry.getKey()))
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .toList()) {
            database.execute("ALTER DATABASE %s SET %s".formatted(database.name(), setting));
        }
    }

    @AfterAll
    void drop() {
        database.close();
    }

    @Test
    void thePoolLimitsStatementsAndNothingElse() {
        try (HikariDataSource pool = target(database.host(), database.port()).open(1, Duration.ofSeconds(45), null)) {
            assertThat(settings(pool)).containsAllEntriesOf(ours("45s", "0", "5min"));
        }
    }

    @Test
    void whatMayTakeItsTimeWaitsForOthersForAWhileOnly() throws SQLException {
        assertThat(settings(target(database.host(), database.port()).unlimited(null)))
                .containsAllEntriesOf(ours("0", "10s", "0"));
    }

    @Test
    void aPoolerThatPoolsBySessionIsAsGoodAsTheServer() throws SQLException {
        try (TestingPooler pooler = TestingPooler.start(database, false);
                HikariDataSource pool = target("127.0.0.1", pooler.port()).open(2, Duration.ofSeconds(45), null);
                Connection other = pool.getConnection()) {
            assertThat(other.isValid(5)).isTrue();
            assertThat(settings(pool)).containsAllEntriesOf(ours("45s", "0", "5min"));
        }
    }

    @Test
    void aPoolerThatPoolsByTransactionIsNamedAtOnceAndItsSessionsAreLeftAsTheyAre() {
        try (TestingPooler pooler = TestingPooler.start(database, true)) {
            Throwable failure = catchThrowable(
                    () -> target("127.0.0.1", pooler.port()).unlimited(null).getConnection());

            assertThat(failure).hasMessageContaining("shares out sessions by transaction");
            assertThat(Failures.analysis(failure).kind()).isEqualTo(Kind.LASTING);
            assertThat(Failures.analysis(failure).action()).contains("pool_mode=session", "DW_PG_HOST");
            PGSimpleDataSource stranger = new PGSimpleDataSource();
            stranger.setServerNames(new String[] {"127.0.0.1"});
            stranger.setPortNumbers(new int[] {pooler.port()});
            stranger.setDatabaseName(database.name());
            stranger.setUser(database.user());
            stranger.setPassword(database.password());
            assertThat(settings(stranger)).containsEntry("statement_timeout", "1s");
        }
    }

    @Test
    void pgBouncerIsKnownByHowItPools() throws Exception {
        assumeTrue(TestingPgBouncer.isInstalled(), "PgBouncer is not installed");
        try (TestingPgBouncer pooler = TestingPgBouncer.start(database, "pool_mode = session")) {
            assertThat(settings(target("127.0.0.1", pooler.port()).unlimited(null)))
                    .containsAllEntriesOf(ours("0", "10s", "0"));
        }
        for (String order : List.of("server_round_robin = 0", "server_round_robin = 1")) {
            try (TestingPgBouncer pooler = TestingPgBouncer.start(database, order, "pool_mode = transaction")) {
                assertThat(refusal(pooler)).contains("shares out sessions by transaction", "pool_mode=session");
            }
        }
    }

    /** What there is to read at once: nothing of it is transient. */
    private String refusal(TestingPgBouncer pooler) {
        FailureAnalysis analysis = Failures.analysis(catchThrowable(
                () -> target("127.0.0.1", pooler.port()).unlimited(null).getConnection()));
        assertThat(analysis.kind()).isEqualTo(Kind.LASTING);
        return analysis.line();
    }

    private TargetDatabase target(String host, int port) {
        return new TargetDatabase(host, port, database.name(), new Login(database.user(), database.password()), false);
    }

    private Map<String, String> ours(String statement, String lock, String idleInTransaction) {
        Map<String, String> ours = new HashMap<>(Map.ofEntries(
                Map.entry("statement_timeout", statement),
                Map.entry("lock_timeout", lock),
                Map.entry("idle_session_timeout", "0"),
                Map.entry("idle_in_transaction_session_timeout", idleInTransaction),
                Map.entry("transaction_timeout", "0"),
                Map.entry("TimeZone", "UTC"),
                Map.entry("default_transaction_isolation", "read committed"),
                Map.entry("plan_cache_mode", "force_custom_plan"),
                Map.entry("tcp_keepalives_idle", "30"),
                Map.entry("array_nulls", "on"),
                Map.entry("quote_all_identifiers", "off")));
        ours.keySet().retainAll(known);
        return ours;
    }

    private static Map<String, String> settings(DataSource connections) {
        try (Connection connection = connections.getConnection()) {
            return JdbcClient.create(new SingleConnectionDataSource(connection, true))
                    .sql("SELECT name, current_setting(name) AS value FROM pg_settings")
                    .query((row, _) -> Map.entry(row.getString("name"), row.getString("value")))
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
