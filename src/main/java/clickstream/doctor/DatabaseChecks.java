package clickstream.doctor;

import clickstream.database.Migrations;
import clickstream.database.Migrations.State;
import clickstream.database.Rights;
import clickstream.database.TargetDatabase;
import clickstream.doctor.Doctor.Check;
import clickstream.event.FailureAnalysis;
import clickstream.load.EventColumn;
import clickstream.load.EventTable;
import clickstream.load.LoadNeeds;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the database whether the job can work with it; nothing is written. Thread-safe. */
final class DatabaseChecks {

    private static final String SERVER = """
            SELECT current_setting('server_version')         AS version,
                   current_setting('server_encoding')         AS encoding,
                   pg_is_in_recovery()                        AS replica,
                   current_setting('default_transaction_read_only')::boolean AS read_only
            """;

    private final JdbcClient database;
    private final LoadNeeds needs;
    private final Migrations migrations;
    private final TargetDatabase where;

    /** Checks the database that {@code where} names. */
    public DatabaseChecks(JdbcClient database, LoadNeeds needs, Migrations migrations, TargetDatabase where) {
        this.database = database;
        this.needs = needs;
        this.migrations = migrations;
        this.where = where;
    }

    private record Server(String version, String encoding, boolean replica, boolean readOnly) {}

    /** Runs checks of which each can fail without the others. */
    @FunctionalInterface
    public interface Runner {

        /**
         * Runs a check and takes care of its failure.
         *
         * @param thing that is checked, for people
         */
        void run(String thing, Runnable check);
    }

    /** Checks one thing after the other; the first failure to connect is left to the caller. */
    public void run(Runner runner, int poolSize, int hours, Consumer<Check> found) {
        Server server = server();
        found.accept(Check.ok("database: %s is reached".formatted(where)));
        found.accept(check("version", needs.ofVersion(), "PostgreSQL %s".formatted(server.version())));
        found.accept(writable(server));
        // Before those that the migrations' history is read over, which the server counts for a moment after they are
        // closed.
        runner.run("connections", () -> found.accept(connections(poolSize, hours)));
        State[] state = {State.UNKNOWN};
        runner.run("migrations", () -> {
            state[0] = migrations.state();
            Check check = migrations(state[0]);
            long pending = state[0].pending();
            found.accept(pending > 0 && check.right() ? rights().toMigrate(pending, check) : check);
        });
        runner.run("target", () -> {
            LoadNeeds.Faults faults = needs.faults();
            found.accept(check("encoding", faults.encoding(), server.encoding()));
            found.accept(table(state[0], faults));
            found.accept(rights(faults.rights()));
        });
        runner.run("temporary tables", () -> found.accept(rights().toDryRun()));
    }

    private RightsChecks rights() {
        return new RightsChecks(new Rights(database));
    }

    private Server server() {
        return database.sql(SERVER)
                .query((row, number) -> new Server(
                        row.getString("version"),
                        row.getString("encoding"),
                        row.getBoolean("replica"),
                        row.getBoolean("read_only")))
                .single();
    }

    private static Check writable(Server server) {
        if (server.replica()) {
            return Check.wrong("writing", "this server is a replica", "DW_PG_HOST must be the primary's");
        }
        return server.readOnly()
                ? Check.wrong(
                        "writing",
                        "default_transaction_read_only is on",
                        "turn it off for this server, database or role")
                : Check.ok("writing: the server is a primary, and not read-only");
    }

    private static Check migrations(State state) {
        if (state.failed() > 0) {
            return Check.wrong(
                    "migrations",
                    "%d failed".formatted(state.failed()),
                    "see etl.flyway_schema_history, and delete the row once its cause is repaired");
        }
        if (state.future() > 0) {
            return Check.ok("migrations: newer than this jar by %d; a newer version of the job has run here"
                    .formatted(state.future()));
        }
        if (state.pending() == 0) {
            return Check.ok("migrations: up to date, %d applied".formatted(state.applied()));
        }
        return Check.ok(
                state.applied() == 0
                        ? "migrations: none yet; the first load applies %d".formatted(state.pending())
                        : "migrations: %d pending; the next load applies them".formatted(state.pending()));
    }

    private static Check table(State state, LoadNeeds.Faults faults) {
        if (faults.hasTable()) {
            return faults.table().isEmpty()
                    ? Check.ok("table: %s has the job's %d columns and a unique event_id"
                            .formatted(EventTable.NAME, EventColumn.ALL.size()))
                    : Check.wrong("table", EventTable.NAME, String.join("; ", faults.table()));
        }
        return state.applied() == 0
                ? Check.ok("table: %s is not there yet; the first load makes it".formatted(EventTable.NAME))
                : Check.wrong(
                        "table",
                        "%s is gone".formatted(EventTable.NAME),
                        "restore it, or create it as db/README.md says");
    }

    private static Check rights(List<String> grants) {
        return grants.isEmpty()
                ? Check.ok("rights: all that a load needs")
                : Check.wrong("rights", "some are missing", String.join("; ", grants));
    }

    private static Check check(String thing, List<String> faults, String found) {
        return faults.isEmpty()
                ? Check.ok("%s: %s".formatted(thing, found))
                : Check.wrong(thing, String.join("; ", faults));
    }

    private Check connections(int poolSize, int hours) {
        FailureAnalysis there = new Rights(database).connections().forLoad(poolSize, hours);
        return there.action().isEmpty()
                ? Check.ok("connections: " + there.description())
                : Check.wrong("connections", there.line());
    }
}
