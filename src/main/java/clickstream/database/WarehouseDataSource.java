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
final class WarehouseDataSource extends DelegatingDataSource {

    private final DataSource driver;
    private final Warehouse warehouse;

    WarehouseDataSource(DataSource driver, Warehouse warehouse) {
        super(driver);
        this.driver = driver;
        this.warehouse = warehouse;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Logins logins = warehouse.logins();
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
                    "Failed to connect to PostgreSQL as %s: %s".formatted(warehouse, e.getMessage()), e.canPass(), e);
        } catch (SQLException e) {
            String mend = TlsFailures.mend(e, warehouse.verifyServer());
            boolean passing = mend.isEmpty() && DatabaseFailures.canPass(e);
            if (mend.isEmpty() && e.getSQLState() != null) {
                mend = logins.mend(e.getSQLState());
            }
            throw new UnreachableException(
                    "Failed to connect to PostgreSQL as %s: %s".formatted(warehouse, e.getMessage()), mend, passing, e);
        }
    }

    private Connection connect(Login login) throws SQLException {
        return driver.getConnection(login.user(), login.password());
    }
}
