package clickstream.load;

import clickstream.event.Causes;
import clickstream.event.PrintableText;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL says where it is a row that a table cannot hold: its data, a constraint, a size.
 *
 * <p>Source: <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL's error codes</a>.
 */
final class RowRefusal {

    /** Data exception, integrity constraint violation, WITH CHECK OPTION violation, program limit exceeded, and what PL/pgSQL raises. */
    private static final Set<String> CLASSES = Set.of("22", "23", "44", "54", "P0");

    /** What a policy refuses has the code of a right that is missing. */
    private static final String POLICIES = "ExecWithCheckOptions";

    /** Characters. */
    private static final int MOST = 200;

    private RowRefusal() {}

    /** Why a row was refused, for people; empty where the failure is another one. */
    static Optional<String> reason(Throwable failure) {
        return Causes.of(failure, SQLException.class)
                .filter(RowRefusal::isOne)
                .findFirst()
                .map(refusal -> PrintableText.firstLine(String.valueOf(refusal.getMessage())))
                .map(line -> line.codePointCount(0, line.length()) <= MOST
                        ? line
                        : line.substring(0, line.offsetByCodePoints(0, MOST)));
    }

    static boolean isOne(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return (state.length() == 5 && CLASSES.contains(state.substring(0, 2))) || isOfPolicy(failure);
    }

    private static boolean isOfPolicy(SQLException failure) {
        ServerErrorMessage said = failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return said != null && POLICIES.equals(said.getRoutine());
    }
}
