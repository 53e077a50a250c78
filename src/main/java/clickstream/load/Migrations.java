package clickstream.load;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the database to the shape that this version of the job needs. Flyway's history lies in schema {@code etl}, so a database in
 * which the predecessor created the target table needs no baseline.
 */
public final class Migrations {

    private static final String SCHEMA = "etl";

    private final DataSource database;

    /**
     * Migrates {@code database}.
     *
     * @param database without time limits: the index of a large table that is taken over takes its time
     */
    public Migrations(DataSource database) {
        this.database = database;
    }

    /** Applies what is missing and returns how many that were; two processes at once take turns. */
    public int apply() {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .defaultSchema(SCHEMA)
                .createSchemas(true)
                // A database that a newer version has migrated already is not this version's to judge.
                .ignoreMigrationPatterns("*:future")
                // Seconds to wait for another loader that migrates; on a lost connection they are waited for nothing.
                .lockRetryCount(30)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
