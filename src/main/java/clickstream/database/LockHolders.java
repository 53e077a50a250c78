package clickstream.database;

import clickstream.event.PrintableText;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who else holds locks for which a load may have waited. Thread-safe. */
public final class LockHolders {

    /** More would not be read. */
    private static final int MOST = 3;

    /**
     * Whoever reads holds an AccessShareLock, which stops nobody. A role that is none of the statistics' sees neither the time nor the
     * statement of others, but their name and process.
     */
    private static final String HOLDERS = """
            SELECT DISTINCT format('%%s (process %%s) holds %%s on %%s',
                       coalesce(nullif(a.application_name, ''), a.usename, 'somebody'), l.pid, l.mode, c.relname)
            FROM pg_locks AS l
            JOIN pg_class AS c ON c.oid = l.relation
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.granted
              AND l.locktype = 'relation'
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND (n.nspname = 'etl' OR (n.nspname, c.relname) = ('public', 'clickstream_events'))
              AND c.relkind IN ('r', 'p')
              AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
              AND a.application_name IS DISTINCT FROM '%s'
            ORDER BY 1
            LIMIT %d
            """.formatted(TargetDatabase.APPLICATION, MOST);

    private final JdbcClient database;

    public LockHolders(JdbcClient database) {
        this.database = database;
    }

    /** A sentence about each of the first few, this program's own processes aside, in one line; empty where there are none. */
    public List<String> sentences() {
        return database.sql(HOLDERS).query(String.class).stream()
                .map(PrintableText::of)
                .toList();
    }
}
