package clickstream.database;

import clickstream.credentials.Login;
import clickstream.credentials.Logins;
import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Asks for a login for each new connection, once more where the password turns out to be wrong, and says which server it is that cannot be
 * connected to.
 */
final class TargetDataSource extends DelegatingDataSource {

    private final DataSource driver;
    private final TargetDatabase target;
    private final SessionSettings settings;

    TargetDataSource(DataSource driver, TargetDatabase target, SessionSettings settings) {
        super(driver);
        this.driver = driver;
        this.target = target;
        this.settings = settings;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Logins logins = target.logins();
        try {
            Login login = logins.login();
            try {
                return connect(login);
            } catch (SQLException e) {
                if (!Logins.WRONG_PASSWORD.equals(e.getSQLState())) {
                    throw e;
                }
                logins.refuse(login);
                Login other = logins.login();
                if (other.equals(login)) {
                    throw e;
                }
                return connect(other);
            }
        } catch (ExplainedException e) {
            throw unreachable(e.analysis(), null, e);
        } catch (SQLException e) {
            throw unreachable(analysis(e, logins), e.getSQLState(), e);
        }
    }

    private SQLException unreachable(FailureAnalysis why, @Nullable String state, Exception cause) {
        FailureAnalysis analysis = why.as("Failed to connect to PostgreSQL as %s".formatted(target));
        return new SQLException(analysis.description(), state, new ExplainedException(analysis, cause));
    }

    /** What the certificate and the login have to do with it comes before what the code alone says. */
    private FailureAnalysis analysis(SQLException failure, Logins logins) {
        FailureAnalysis analysis = DatabaseFailures.analysis(failure).orElseThrow();
        String tls = TlsFailures.action(failure, target.verifyServer());
        if (!tls.isEmpty()) {
            return new FailureAnalysis(analysis.description(), tls, Kind.LASTING);
        }
        String login = failure.getSQLState() == null ? "" : logins.action(failure.getSQLState());
        return login.isEmpty() ? analysis : new FailureAnalysis(analysis.description(), login, analysis.kind());
    }

    private Connection connect(Login login) throws SQLException {
        Connection connection = driver.getConnection(login.user(), login.password());
        try {
            settings.begin(connection, () -> driver.getConnection(login.user(), login.password()));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
