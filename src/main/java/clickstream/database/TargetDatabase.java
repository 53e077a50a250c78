package clickstream.database;

import clickstream.credentials.Logins;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * Where the PostgreSQL database is and how it is reached.
 *
 * @param logins the credentials of each new connection
 * @param verifyServer whether to speak TLS and to verify the server's certificate and name; without it TLS is used where the server
 *     offers it, unverified, as libpq does
 */
public record TargetDatabase(String host, int port, String database, Logins logins, boolean verifyServer) {

    static final String APPLICATION = "clickstream-etl";

    /** Seconds, of a server that takes a connection and then says nothing. */
    private static final int LOGIN_TIMEOUT = 15;

    /**
     * A pool of connections; none is opened before the first is asked for.
     *
     * @param connections the most there can be
     * @param statementTimeout the server ends a statement that takes longer
     * @param rootCertificate file with the certificate authorities to trust; null for those of the JVM
     */
    public HikariDataSource open(int connections, Duration statementTimeout, @Nullable Path rootCertificate) {
        PGSimpleDataSource source = source(rootCertificate);
        source.setSocketTimeout(Math.toIntExact(statementTimeout.plusSeconds(10).toSeconds()));
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("target");
        pool.setDataSource(new TargetDataSource(source, this, SessionSettings.limited(statementTimeout)));
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(Duration.ofSeconds(15).toMillis());
        // The first use says what is wrong, after one attempt: it is all that this time is enough for.
        pool.setInitializationFailTimeout(1);
        return pool;
    }

    /** Lets a pool have fewer connections than it was opened with; those that it has stay until they are idle for long. */
    public static void narrow(DataSource pool, int connections) {
        if (pool instanceof HikariDataSource hikari) {
            hikari.setMaximumPoolSize(connections);
        }
    }

    /**
     * A connection at each request, without a pool and without limits to the time that a statement takes; others are waited for 10 s.
     *
     * @param rootCertificate file with the certificate authorities to trust; null for those of the JVM
     */
    public DataSource unlimited(@Nullable Path rootCertificate) {
        return new TargetDataSource(source(rootCertificate), this, SessionSettings.unlimited());
    }

    private PGSimpleDataSource source(@Nullable Path rootCertificate) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setApplicationName(APPLICATION);
        source.setSslMode(verifyServer ? "verify-full" : "prefer");
        if (rootCertificate != null) {
            source.setSslRootCert(rootCertificate.toString());
        } else if (verifyServer) {
            source.setSslfactory(DefaultJavaSSLFactory.class.getName());
        }
        source.setBinaryTransferEnable(UuidArray.OID);
        source.setConnectTimeout(10);
        source.setLoginTimeout(LOGIN_TIMEOUT);
        // Off by default: a server that fell silent would be waited for without end.
        source.setTcpKeepAlive(true);
        return source;
    }

    /** As people write it, without a password. */
    @Override
    public String toString() {
        return "%s@%s:%d/%s".formatted(logins, host, port, database);
    }
}
