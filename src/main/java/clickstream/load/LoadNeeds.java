package clickstream.load;

import clickstream.database.Migrations;
import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a load needs of a database: the one list that {@code doctor} reads out and that a load looks at before its first row. Each is a
 * sentence that says what to do, as a statement where one will do it. Only reads, {@link #migrate} aside. Thread-safe.
 */
public final class LoadNeeds {

    /** {@code trim_scale}, generated columns and {@code starts_with} are there. */
    private static final int OLDEST = 13;

    private static final String GONE = "it is gone: restore it, or create it as db/README.md says";

    /** In SQL_ASCII bytes are kept as they come, and UTF-8 is what comes. */
    private static final List<String> ENCODINGS = List.of("UTF8", "SQL_ASCII");

    private final JdbcTemplate database;

    public LoadNeeds(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * What is wrong, by what it is wrong with.
     *
     * @param hasTable whether {@code public.clickstream_events} is there, whatever it is
     * @param table empty where each event that the contract allows can be stored once
     * @param rights that this role lacks, each as the GRANT that gives it
     */
    public record Faults(List<String> encoding, boolean hasTable, List<String> table, List<String> rights) {

        private static Faults of(TargetFacts facts) {
            return new Faults(
                    ENCODINGS.contains(facts.encoding())
                            ? List.of()
                            : List.of("%s, which cannot hold every text: load into a database with ENCODING 'UTF8'"
                                    .formatted(facts.encoding())),
                    facts.kind() != null,
                    TargetTable.faults(facts),
                    facts.rights().stream()
                            .map(right -> "GRANT %s TO %s".formatted(right, facts.role()))
                            .toList());
        }
    }

    /** What the server is too old for; empty where it is not. */
    public List<String> ofVersion() {
        ConnectionCallback<Integer> read =
                connection -> connection.getMetaData().getDatabaseMajorVersion();
        Integer version = database.execute(read);
        return version != null && version >= OLDEST
                ? List.of()
                : List.of("PostgreSQL %d: the job needs %d or later".formatted(version, OLDEST));
    }

    /** All else, of a server that is not too old. */
    public Faults faults() {
        return Faults.of(TargetFacts.of(database));
    }

    /**
     * Migrates the database and looks at all of it.
     *
     * @return how many migrations were applied
     * @throws ExplainedException where something is missing, with all that is
     */
    public int migrate(Migrations migrations) {
        refuse(ofVersion());
        int applied;
        try {
            applied = migrations.apply();
        } catch (RuntimeException e) {
            // What stands in the place of the table says more than the statement of a migration that met it.
            refuse(tableFaults(e));
            throw e;
        }
        require();
        return applied;
    }

    private List<String> tableFaults(RuntimeException met) {
        try {
            return faults().table();
        } catch (DataAccessException e) {
            met.addSuppressed(e);
            return List.of();
        }
    }

    private void require() {
        Faults found = faults();
        List<String> faults = new ArrayList<>(found.encoding());
        faults.addAll(found.hasTable() ? found.table() : List.of(GONE));
        faults.addAll(found.rights());
        refuse(faults);
    }

    /** Looks at what a load that writes nothing needs: of a table that is not there yet, nothing is wrong. */
    void requireForDryRun() {
        List<String> faults = new ArrayList<>(ofVersion());
        if (faults.isEmpty()) {
            Faults found = faults();
            faults.addAll(found.encoding());
            faults.addAll(found.table());
        }
        refuse(faults);
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new ExplainedException(
                    new FailureAnalysis(
                            "%s cannot be loaded into".formatted(EventTable.NAME),
                            String.join("; ", faults),
                            Kind.LASTING),
                    null);
        }
    }
}
