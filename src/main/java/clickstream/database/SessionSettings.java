package clickstream.database;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;

/**
 * What sessions of this program need, whatever the server, the database or the role have set. A statement sets it, and not the start-up
 * parameter {@code options}: poolers refuse that or drop it, and a server refuses what only a later version has. Thread-safe.
 */
final class SessionSettings {

    /** How long others may be waited for where the time of a statement is not limited. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    /** In milliseconds: of the statements here. */
    private static final int SILENCE = 10_000;

    private final String set;
    private volatile boolean poolsBySession;

    /**
     * Each statement is planned for its values: a plan from when a table was empty would be kept while it fills. Without {@code
     * array_nulls} a null in an array of text would be the word; with {@code quote_all_identifiers} the names of types would be quoted too.
     * After half a minute of silence the server asks whether the client's machine is still there, and half a minute later it gives up, and
     * with it the client's locks; most servers' default is two hours. A setting that the server's version does not know is left out.
     */
    private SessionSettings(Duration statement, Duration lock, Duration idleInTransaction) {
        this.set = """
                SELECT count(set_config(name, setting, false)) > 0
                FROM (VALUES
                    ('statement_timeout',                   '%d'),
                    ('lock_timeout',                        '%d'),
                    ('idle_in_transaction_session_timeout', '%d'),
                    ('idle_session_timeout',                '0'),
                    ('transaction_timeout',                 '0'),
                    ('timezone',                            'UTC'),
                    ('default_transaction_isolation',       'read committed'),
                    ('array_nulls',                         'on'),
                    ('quote_all_identifiers',               'off'),
                    ('plan_cache_mode',                     'force_custom_plan'),
                    ('tcp_keepalives_idle',                 '30'),
                    ('tcp_keepalives_interval',             '10'),
                    ('tcp_keepalives_count',                '3')) AS wanted (name, setting)
                WHERE pg_backend_pid() = ?
                  AND current_setting(name, true) IS NOT NULL
                """.formatted(statement.toMillis(), lock.toMillis(), idleInTransaction.toMillis());
    }

    /** The server ends statements that take longer, waiting for others included, and transactions in which nothing is done. */
    static SessionSettings limited(Duration statementTimeout) {
        return new SessionSettings(statementTimeout, Duration.ZERO, Duration.ofMinutes(5));
    }

    /** Only waiting for others ends. */
    static SessionSettings unlimited() {
        return new SessionSettings(Duration.ZERO, LOCK_TIMEOUT, Duration.ZERO);
    }

    /** Opens one more connection of the same kind. */
    @FunctionalInterface
    interface Opener {

        Connection open() throws SQLException;
    }

    /**
     * Sets them in a session that was just opened.
     *
     * @throws ExplainedException where a pooler gives a connection a session of its own for the time of a transaction only
     */
    void begin(Connection connection, Opener another) throws SQLException {
        int timeout = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, SILENCE);
        // A pooler tells a number that is not the server's.
        if (!set(connection, connection.unwrap(PGConnection.class).getBackendPID())
                && !(hasOwnSession(connection, another) && set(connection, backend(connection)))) {
            throw new ExplainedException(
                    new FailureAnalysis(
                            "a pooler is between that shares out sessions by transaction, and locks and settings need one that stays",
                            "let it pool by session (pool_mode=session), or let DW_PG_HOST and DW_PG_PORT name the server itself",
                            Kind.LASTING),
                    null);
        }
        connection.setNetworkTimeout(Runnable::run, timeout);
    }

    /** Whether it was this session of the server that answered: settings of another one are not ours to change. */
    private boolean set(Connection connection, int backend) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(set)) {
            statement.setInt(1, backend);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    /** A session that is shared out answers two connections, one after the other. */
    private boolean hasOwnSession(Connection connection, Opener another) throws SQLException {
        if (!poolsBySession) {
            int backend = backend(connection);
            try (Connection other = another.open()) {
                other.setNetworkTimeout(Runnable::run, SILENCE);
                // Asked twice: sessions that are handed out in turn come round.
                poolsBySession =
                        backend(other) != backend && backend(connection) == backend && backend(connection) == backend;
            }
        }
        return poolsBySession;
    }

    private static int backend(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_backend_pid()");
                ResultSet answer = statement.executeQuery()) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
