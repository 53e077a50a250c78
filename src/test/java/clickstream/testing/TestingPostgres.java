package clickstream.testing;

import clickstream.database.Migrations;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A real PostgreSQL 18 for tests: a container where Docker answers and has or gets the image, the embedded binaries where it does not
 * or where the system property {@code clickstream.testing.postgres} or the environment variable {@code CLICKSTREAM_TESTING_POSTGRES} is
 * {@code embedded}. The binaries may be of another version.
 *
 * <p>Its databases sort text as ICU's {@code en-US} does (before PostgreSQL 15 as C does) and its time zone is Asia/Ho_Chi_Minh, as those of many a
 * company's database are: who leaves either to the server is found out. {@code fsync} is off, {@code synchronous_commit} on.
 *
 * <p>Thread-safe.
 */
public final class TestingPostgres implements AutoCloseable {

    /** The role that owns every {@link TestingDatabase}; no superuser. */
    public static final String USER = "etl";

    /** Of {@link #USER}; with characters that a URL or a connection string must escape. */
    public static final String PASSWORD = "s3cret &/=?'%41";

    static final String SUPERUSER_PASSWORD = "postgres";

    private static final Map<String, String> DEFAULTS = Map.of(
            "max_connections", "200",
            "timezone", "Asia/Ho_Chi_Minh",
            "shared_buffers", "128MB",
            "password_encryption", "scram-sha-256");

    /** The first version whose databases have a provider of their locale: with ICU's, a forgotten {@code COLLATE "C"} is seen. */
    private static final int WITH_PROVIDERS = 15;

    /** The first version in which schema {@code public} is the database owner's, and nobody else may create anything in it. */
    private static final int WITH_OWNED_SCHEMA = 15;

    /** The first version that can be told how often a password is hashed. */
    private static final int WITH_ITERATIONS = 16;

    private static @Nullable TestingPostgres shared;

    private final PostgresServer server;
    private final int version;
    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable TestingDatabase template;

    /**
     * A server that is up.
     *
     * @param hashesOnce a password, and not 4,096 times as by default, which a client does at each login: where C2 does not compile it, that
     *     would be most of the time of many a test
     */
    private TestingPostgres(PostgresServer server, boolean hashesOnce) {
        this.server = server;
        version = JdbcClient.create(superuser("postgres"))
                .sql("SELECT current_setting('server_version_num')::int / 10000")
                .query(Integer.class)
                .single();
        execute("%sCREATE ROLE %s LOGIN PASSWORD '%s'"
                .formatted(
                        hashesOnce && version >= WITH_ITERATIONS ? "SET scram_iterations = 1; " : "",
                        USER,
                        PASSWORD.replace("'", "''")));
    }

    /** The server that all tests of this JVM share; it is started by the first that asks and ends with the JVM. Do not close it. */
    public static synchronized TestingPostgres shared() {
        TestingPostgres running = shared;
        if (running == null) {
            running = new TestingPostgres(
                    !embeddedIsForced() && DockerServer.isAvailable()
                            ? DockerServer.start(DEFAULTS)
                            : EmbeddedServer.start(DEFAULTS),
                    true);
            shared = running;
        }
        return running;
    }

    /**
     * A server of one test's own, always an embedded one, which can be stopped and started again on the same port.
     *
     * @param settings as in {@code postgresql.conf}, over the defaults
     */
    public static TestingPostgres start(Map<String, String> settings) {
        Map<String, String> merged = new HashMap<>(DEFAULTS);
        merged.putAll(settings);
        return new TestingPostgres(EmbeddedServer.start(merged), false);
    }

    /** An empty database that {@link #USER} owns. */
    public TestingDatabase database() {
        return create("UTF8", version < WITH_PROVIDERS ? "" : "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
    }

    /** One that keeps text in another encoding than UTF8. */
    public TestingDatabase database(String encoding) {
        return create(encoding, "");
    }

    /** One that is migrated: a copy, which takes less time than to migrate. */
    public TestingDatabase migratedDatabase() {
        return create("TEMPLATE " + template().name());
    }

    private synchronized TestingDatabase template() {
        TestingDatabase migrated = template;
        if (migrated == null) {
            migrated = database();
            new Migrations(migrated.dataSource()).apply();
            template = migrated;
        }
        return migrated;
    }

    private TestingDatabase create(String encoding, String provider) {
        return create("TEMPLATE template0 ENCODING '%s' LC_COLLATE 'C' LC_CTYPE 'C' %s".formatted(encoding, provider));
    }

    private TestingDatabase create(String like) {
        String name = "test_%d".formatted(databases.incrementAndGet());
        execute("CREATE DATABASE %s OWNER %s %s".formatted(name, USER, like));
        if (version < WITH_OWNED_SCHEMA) {
            execute(
                    name,
                    "ALTER SCHEMA public OWNER TO %s; REVOKE CREATE ON SCHEMA public FROM PUBLIC".formatted(USER));
        }
        return new TestingDatabase(this, name);
    }

    /** The first number of its version, as 18. */
    public int version() {
        return version;
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    /** Whether {@link #stop}, {@link #crash} and {@link #startAgain} work: on servers from {@link #start}. */
    public boolean isRestartable() {
        return server instanceof EmbeddedServer;
    }

    /** Ends the server as {@code pg_ctl stop -m fast} does: running transactions are rolled back, clients are told. */
    public void stop() throws IOException {
        embedded().stop();
    }

    /** Ends the server as a crash does; what was committed is there again after {@link #startAgain}. */
    public void crash() throws IOException {
        embedded().crash();
    }

    /** Starts the server that was ended, on its port and with its data, and returns when it answers. */
    public void startAgain() throws IOException {
        embedded().startAgain();
    }

    public void restart() throws IOException {
        stop();
        startAgain();
    }

    /** Runs one statement as superuser in the database {@code postgres}. */
    public void execute(String sql) {
        execute("postgres", sql);
    }

    void execute(String database, String sql) {
        try (Connection connection = superuser(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Failed to execute: " + sql, e);
        }
    }

    DataSource superuser(String database) {
        return dataSource(database, PostgresServer.SUPERUSER, SUPERUSER_PASSWORD);
    }

    DataSource dataSource(String database, String user, String password) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {host()});
        dataSource.setPortNumbers(new int[] {port()});
        dataSource.setDatabaseName(database);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    @Override
    public void close() {
        server.close();
    }

    private EmbeddedServer embedded() {
        if (server instanceof EmbeddedServer embedded) {
            return embedded;
        }
        throw new IllegalStateException("only a server from TestingPostgres.start can be stopped");
    }

    private static boolean embeddedIsForced() {
        return "embedded"
                .equals(System.getProperty(
                        "clickstream.testing.postgres",
                        System.getenv().getOrDefault("CLICKSTREAM_TESTING_POSTGRES", "")));
    }
}
