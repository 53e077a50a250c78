package clickstream.database;

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
import org.jspecify.annotations.Nullable;

/**
 * Brings the database to the shape that this version of the job needs. Flyway's history lies in schema {@code etl}, so a database in
 * which the predecessor created the target table needs no baseline.
 */
public final class Migrations {

    private static final String SCHEMA = "etl";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final Set<MigrationState> FUTURE =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

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
     * @throws UnmigratedException where something is missing, and the role may not apply it
     */
    public int apply() {
        try {
            return flyway().migrate().migrationsExecuted;
        } catch (FlywayException e) {
            SQLException refused = refused(e);
            if (refused == null) {
                throw e;
            }
            throw new UnmigratedException(
                    "Failed to migrate the database: %s; run jobs/etl migrate as the owner of its tables"
                            .formatted(String.valueOf(refused.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")));
        }
    }

    /** That the role may not; null where something else is the matter. */
    private static @Nullable SQLException refused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && INSUFFICIENT_PRIVILEGE.equals(sql.getSQLState())) {
                return sql;
            }
        }
        return null;
    }

    /** How far the database is migrated; changes nothing. */
    public State state() {
        List<MigrationState> states = Arrays.stream(flyway().info().all())
                .map(MigrationInfo::getState)
                .toList();
        return new State(
                count(states, state -> state.isApplied() && !state.isFailed() && !FUTURE.contains(state)),
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
                // A database that a newer version has migrated already is not this version's to judge.
                .ignoreMigrationPatterns("*:future")
                // Seconds to wait for another loader that migrates; on a lost connection they are waited for nothing.
                .lockRetryCount(30)
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
