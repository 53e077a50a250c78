package clickstream.load;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * Where the PostgreSQL database is and how it is reached.
 *
 * @param verifyServer whether to speak TLS and to verify the server's certificate and name; without it TLS is used where the server
 *     offers it, unverified, as libpq does
 */
public record Warehouse(String host, int port, String database, String user, String password, boolean verifyServer) {

    /**
     * A pool of connections; none is opened before the first is asked for.
     *
     * @param connections the most there can be
     * @param statementTimeout the server ends a statement that takes longer
     * @param rootCertificate file with the certificate authorities to trust; null for those of the JVM
     */
    public HikariDataSource open(int connections, Duration statementTimeout, @Nullable Path rootCertificate) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("clickstream-etl");
        source.setSslMode(verifyServer ? "verify-full" : "prefer");
        if (rootCertificate != null) {
            source.setSslRootCert(rootCertificate.toString());
        } else if (verifyServer) {
            source.setSslfactory(DefaultJavaSSLFactory.class.getName());
        }
        source.setConnectTimeout(10);
        // Both are off by default: a server that fell silent would be waited for without end.
        source.setTcpKeepAlive(true);
        source.setSocketTimeout(Math.toIntExact(statementTimeout.plusSeconds(10).toSeconds()));
        source.setOptions("-c statement_timeout=%d -c timezone=UTC -c idle_in_transaction_session_timeout=300000"
                .formatted(statementTimeout.toMillis()));
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("warehouse");
        pool.setDataSource(source);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(Duration.ofSeconds(15).toMillis());
        // The first use says what is wrong, with one attempt and its own message.
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    /** As people write it, without the password. */
    @Override
    public String toString() {
        return "%s@%s:%d/%s".formatted(user, host, port, database);
    }
}
