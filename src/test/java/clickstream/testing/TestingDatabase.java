package clickstream.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** A database of a test's own, empty at first, owned by {@link TestingPostgres#USER}; dropped when it is closed. */
public final class TestingDatabase implements AutoCloseable {

    /** The first version that ends the connections to a database that it drops. */
    private static final int WITH_FORCE = 13;

    private final TestingPostgres postgres;
    private final String name;

    TestingDatabase(TestingPostgres postgres, String name) {
        this.postgres = postgres;
        this.name = name;
    }

    public String host() {
        return postgres.host();
    }

    public int port() {
        return postgres.port();
    }

    public String user() {
        return TestingPostgres.USER;
    }

    public String password() {
        return TestingPostgres.PASSWORD;
    }

    public String name() {
        return name;
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), name);
    }

    /** What the job's settings are, {@code DW_PG_HOST} and the like. */
    public Map<String, String> environment() {
        return Map.of(
                "DW_PG_HOST",
                host(),
                "DW_PG_PORT",
                Integer.toString(port()),
                "DW_PG_USER",
                user(),
                "DW_PG_PASSWORD",
                password(),
                "DW_PG_DATABASE",
                name,
                "DW_PG_SSL",
                "false");
    }

    /** The same, as another role. */
    public Map<String, String> environment(String user, String password) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("DW_PG_USER", user);
        environment.put("DW_PG_PASSWORD", password);
        return environment;
    }

    /** As another role, with a connection at each request. */
    public DataSource dataSource(String user, String password) {
        return postgres.dataSource(name, user, password);
    }

    /** Opens a connection at each request: there is no pool that a test could leave connections in. */
    public DataSource dataSource() {
        return postgres.dataSource(name, user(), password());
    }

    /** The superuser's, for what the owner must not do: ending other sessions, changing settings of the server. */
    public DataSource superuserDataSource() {
        return postgres.superuser(name);
    }

    /** Runs statements as the owner. */
    public void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Failed to execute: " + sql, e);
        }
    }

    /** Lets the owner have foreign tables of a server, {@code elsewhere}, that nothing can be read from. */
    public void haveForeignServer() {
        postgres.execute(name, """
                CREATE FOREIGN DATA WRAPPER nothing;
                CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
                GRANT USAGE ON FOREIGN SERVER elsewhere TO %s
                """.formatted(user()));
    }

    /** Drops the database, and with it the connections that are still open; before PostgreSQL 13 there must be none. */
    @Override
    public void close() {
        postgres.execute(
                "DROP DATABASE IF EXISTS %s%s".formatted(name, postgres.version() < WITH_FORCE ? "" : " WITH (FORCE)"));
    }
}
