package clickstream.database;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Brings the database to the shape that this version of the job needs. Flyway's history lies in schema {@code etl}, so a database in
 * which the predecessor created the target table needs no baseline.
 */
public final class Migrations {

    private static final String SCHEMA = "etl";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** By order of somebody, and not because it is a replica, which may become the primary. */
    private static final String READ_ONLY =
            "SELECT current_setting('default_transaction_read_only')::boolean AND NOT pg_is_in_recovery()";

    private static final Set<MigrationState> FUTURE =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private static final Set<MigrationState> NOT_OURS =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED, MigrationState.BASELINE);

    private final DataSource database;

    /**
     * Migrates {@code database}.
     *
     * @param database without time limits: the index of a large table that is taken over takes its time
     */
    public Migrations(DataSource database) {
        this.database = database;
    }

    /**
     * Applies what is missing and returns how many that were; two processes at once take turns. Where nothing is missing, to read the
     * history is all that the role must be allowed.
     *
     * @throws RuntimeException where something is missing, and the role may not apply it
     */
    public int apply() {
        String lacking = lacking();
        try {
            Flyway flyway = flyway();
            if (!lacking.isEmpty() && flyway.info().pending().length > 0) {
                throw refused(lacking);
            }
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw explained(e);
        }
    }

    /**
     * What the role lacks to migrate, which Flyway would try for seconds and then say in the words of its Java; empty where it lacks
     * nothing.
     *
     * @throws ExplainedException where nobody may write to this database
     */
    private String lacking() {
        try (Connection connection = database.getConnection()) {
            JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            if (client.sql(READ_ONLY).query(Boolean.class).single()) {
                throw new ExplainedException(
                        new FailureAnalysis(
                                "The database may not be written to: default_transaction_read_only is on",
                                "turn it off for this server, database or role",
                                Kind.LASTING),
                        null);
            }
            Rights rights = new Rights(client);
            String role = rights.role();
            List<String> missing = rights.missingToMigrate(role);
            return missing.isEmpty() ? "" : "%s lacks %s".formatted(role, String.join(", ", missing));
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("Failed to look at the database before migrating it", e);
        }
    }

    private RuntimeException explained(FlywayException failure) {
        String state = DatabaseFailures.state(failure);
        if (INSUFFICIENT_PRIVILEGE.equals(state)) {
            return refused(DatabaseFailures.analysis(failure).orElseThrow().description());
        }
        if (DatabaseFailures.mayBeALock(failure)) {
            List<String> holders = new LockHolders(JdbcClient.create(database)).sentences();
            return waited(
                    holders.isEmpty() ? "somebody else's lock" : String.join(", ", holders),
                    "end that session, or wait until it is over",
                    failure);
        }
        // Flyway has no exception of its own for it.
        return String.valueOf(failure.getMessage()).contains("lockRetryCount")
                ? waited("another process migrates it", "find out what that process waits for", failure)
                : failure;
    }

    private static ExplainedException waited(String what, String action, FlywayException cause) {
        return new ExplainedException(
                new FailureAnalysis("Failed to migrate the database, which waits: " + what, action, Kind.TRANSIENT),
                cause);
    }

    /** This role may not do it. Without a cause, whose code would be taken for a right that a grant can give. */
    static ExplainedException refused(String why) {
        return new ExplainedException(
                new FailureAnalysis(
                        "Failed to migrate the database: " + why,
                        "run jobs/etl migrate as the owner of its tables",
                        Kind.LASTING),
                null);
    }

    /** How far the database is migrated; changes nothing. */
    public State state() {
        List<MigrationState> states = Arrays.stream(flyway().info().all())
                .map(MigrationInfo::getState)
                .toList();
        return new State(
                count(states, state -> state.isApplied() && !state.isFailed() && !NOT_OURS.contains(state)),
                count(states, state -> state == MigrationState.PENDING),
                count(states, FUTURE::contains),
                count(states, MigrationState::isFailed));
    }

    private static long count(List<MigrationState> states, Predicate<MigrationState> wanted) {
        return states.stream().filter(wanted).count();
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .defaultSchema(SCHEMA)
                .createSchemas(true)
                // Somebody's own tables in schema etl are no reason to ask for a baseline: all of our migrations
                // follow.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // A database that a newer version has migrated already is not this version's to judge.
                .ignoreMigrationPatterns("*:future")
                // Seconds to wait for another loader that migrates; on a lost connection they are waited for nothing.
                .lockRetryCount(10)
                .load();
    }

    /**
     * How far a database is migrated.
     *
     * @param applied migrations of this version that are applied
     * @param pending migrations that the next load applies
     * @param future migrations that a newer version has applied
     * @param failed migrations that began and failed
     */
    public record State(long applied, long pending, long future, long failed) {

        /** Of a database that does not say. */
        public static final State UNKNOWN = new State(0, 0, 0, 0);
    }
}
