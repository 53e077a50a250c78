package clickstream.database;

import clickstream.event.Causes;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.PrintableText;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessException;

/**
 * What a failure of the database means.
 *
 * <p>Source: <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL's error codes</a>.
 */
public final class DatabaseFailures {

    /** Connection lost, and insufficient resources: too many connections, disk full, out of memory. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53");

    private static final Set<String> TRANSIENT = Set.of(
            "25006", // read_only_sql_transaction: a server that is not the primary any more
            "40001", // serialization_failure
            "40P01", // deadlock_detected
            "55P03", // lock_not_available
            "57014", // query_canceled: a statement that took too long
            "57P01", // admin_shutdown
            "57P02", // crash_shutdown
            "57P03", // cannot_connect_now
            "57P05" // idle_session_timeout
            );

    private DatabaseFailures() {}

    /** What a failure of the database means, where its exceptions do not explain themselves; empty where it is another's. */
    public static Optional<FailureAnalysis> analysis(Throwable failure) {
        List<Throwable> causes = Causes.of(failure).toList();
        return causes.stream().anyMatch(DatabaseFailures::isOne) ? Optional.of(analysis(causes)) : Optional.empty();
    }

    private static boolean isOne(Throwable cause) {
        return cause instanceof SQLException
                || cause instanceof DataAccessException
                || cause instanceof FlywayException;
    }

    private static FailureAnalysis analysis(List<Throwable> causes) {
        // The driver's words say more than those of who wraps it and of the socket below it.
        Throwable telling =
                causes.stream().filter(SQLException.class::isInstance).reduce(causes.getLast(), (_, in) -> in);
        return new FailureAnalysis(
                telling.getMessage() == null
                        ? telling.getClass().getSimpleName()
                        : PrintableText.firstLine(telling.getMessage()),
                action(causes),
                Kind.of(isTransient(causes)));
    }

    private static boolean isTransient(List<Throwable> causes) {
        boolean isTransient = false;
        for (Throwable cause : causes) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                // The driver's own word, further in, says more than that of the pool.
                isTransient = !isRefusedByPooler(sql)
                        && (TRANSIENT.contains(sql.getSQLState())
                                || TRANSIENT_CLASSES.contains(sql.getSQLState().substring(0, 2)));
            } else if (cause instanceof SQLException || cause instanceof TransientDataAccessException) {
                // Without a code it is the pool's: there was no connection, or it is closed.
                isTransient = true;
            }
        }
        return isTransient;
    }

    /** PgBouncer has one code for all that it says, of what it waits for too; it says it in English. */
    private static boolean isRefusedByPooler(SQLException failure) {
        return "08P01".equals(failure.getSQLState())
                && String.valueOf(failure.getMessage()).contains("startup parameter");
    }

    /** A policy refuses with the code of a missing right, in the server's language; the routine that says so has one name. */
    private static boolean isOfPolicy(Throwable cause) {
        return cause instanceof PSQLException refused
                && refused.getServerErrorMessage() != null
                && "ExecWithCheckOptions".equals(refused.getServerErrorMessage().getRoutine());
    }

    private static String action(List<Throwable> causes) {
        if (causes.stream().anyMatch(DatabaseFailures::isOfPolicy)) {
            return "a policy of row-level security keeps this role out: add one that lets it in, or give it BYPASSRLS";
        }
        return causes.stream().anyMatch(cause -> cause instanceof SQLException refused && isRefusedByPooler(refused))
                ? "let the pooler ignore it (PgBouncer's ignore_startup_parameters), or let DW_PG_HOST and DW_PG_PORT name the server itself"
                : action(state(causes.getFirst()));
    }

    /** Whether it may be that others held locks for too long. */
    public static boolean mayBeALock(Throwable failure) {
        return Set.of("57014", "55P03").contains(state(failure));
    }

    /** What to do about a failure that is well known; empty where that is not known. */
    static String action(String state) {
        return switch (state) {
            case "08001", "08006", "57P03" ->
                "is the server up, are DW_PG_HOST and DW_PG_PORT right, and is the way there open?";
            case "28000" ->
                "is there such a role, and does pg_hba.conf let it in from here, with or without DW_PG_SSL?";
            case "3D000" -> "create it, or set DW_PG_DATABASE";
            case "53300" -> "end other connections, or raise max_connections or the role's limit";
            case "42501" -> "grant the role this right";
            // The table refuses what the contract allows: which column it is, the table tells better than one of its
            // rows.
            case "42703",
                    "42P01",
                    "42804",
                    "42809",
                    "42883",
                    "42P10",
                    "22001",
                    "22003",
                    "22007",
                    "22P02",
                    "23502",
                    "23503",
                    "23505",
                    "23514",
                    "23P01" -> "jobs/etl doctor says what to change";
            case "P0001" -> "a trigger says so: correct it, or drop it";
            case "22P05" -> "the encoding of the database lacks this character: it must be UTF8";
            case "25006" -> "is it the primary that DW_PG_HOST names, and may it be written to?";
            case "53100" -> "give the server more disk";
            default -> "";
        };
    }

    /** The innermost code; empty where there is none. */
    static String state(Throwable failure) {
        return Causes.of(failure, SQLException.class)
                .map(sql -> sql.getSQLState() == null ? "" : sql.getSQLState())
                .filter(state -> !state.isEmpty())
                .reduce("", (_, in) -> in);
    }
}
