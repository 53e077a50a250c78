package clickstream.database;

import clickstream.credentials.Login;
import clickstream.credentials.LoginException;
import clickstream.credentials.Logins;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Asks for a login for each new connection, once more where the password turns out to be wrong, and says which server it is that cannot be
 * connected to.
 */
final class TargetDataSource extends DelegatingDataSource {

    private final DataSource driver;
    private final TargetDatabase target;

    TargetDataSource(DataSource driver, TargetDatabase target) {
        super(driver);
        this.driver = driver;
        this.target = target;
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
        } catch (LoginException e) {
            throw new UnreachableException(
                    "Failed to connect to PostgreSQL as %s: %s".formatted(target, e.getMessage()), e.isTransient(), e);
        } catch (SQLException e) {
            String action = TlsFailures.action(e, target.verifyServer());
            boolean isTransient = action.isEmpty() && DatabaseFailures.isTransient(e);
            if (action.isEmpty() && e.getSQLState() != null) {
                action = logins.action(e.getSQLState());
            }
            throw new UnreachableException(
                    "Failed to connect to PostgreSQL as %s: %s".formatted(target, e.getMessage()),
                    action,
                    isTransient,
                    e);
        }
    }

    private Connection connect(Login login) throws SQLException {
        return driver.getConnection(login.user(), login.password());
    }
}
