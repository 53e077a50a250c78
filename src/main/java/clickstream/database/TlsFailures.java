package clickstream.database;

import clickstream.event.Causes;
import java.io.FileNotFoundException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;

/** What the driver makes of a server whose certificate is not as it must be. Trying again does not help against any of it. */
final class TlsFailures {

    /** The only thing that the driver says in all languages of a name that is not in the certificate. */
    private static final String NAME_VERIFIER = "PgjdbcHostnameVerifier";

    /** The driver's code for a server that does not speak TLS. */
    private static final String REFUSED = "08004";

    private TlsFailures() {}

    /** What to do about it; empty where it is not one of these failures. */
    static String action(SQLException failure, boolean verifyServer) {
        if (!verifyServer) {
            return "";
        }
        if (Causes.of(failure).anyMatch(FileNotFoundException.class::isInstance)) {
            return "clickstream.database.root-certificate must be a file that can be read";
        }
        if (Causes.of(failure).anyMatch(GeneralSecurityException.class::isInstance)) {
            return "clickstream.database.root-certificate must be a PEM file with the authority that signed the server's certificate";
        }
        if (String.valueOf(failure.getMessage()).contains(NAME_VERIFIER)) {
            return "DW_PG_HOST must be a name that the server's certificate has";
        }
        return REFUSED.equals(failure.getSQLState())
                ? "DW_PG_SSL is true: turn TLS on at the server, or is this another server?"
                : "";
    }
}
