package clickstream.database;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Plural;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a role needs and lacks, each as what stands between GRANT and TO. Tables that do not exist yet are passed over. */
public final class Rights {

    /** Exactly these. Nothing of the target is changed or deleted; Spring Batch's tables are pruned by others. */
    private static final String TO_LOAD = """
            WITH wanted (schema, name, rights) AS (VALUES
                ('public', 'clickstream_events',           'SELECT, INSERT'),
                ('etl',    'load_run',                     'SELECT, INSERT, UPDATE'),
                ('etl',    'hour_status',                  'SELECT'),
                ('etl',    'object_ledger',                'SELECT, INSERT, UPDATE'),
                ('etl',    'failed_object',                'SELECT, INSERT, UPDATE, DELETE'),
                ('etl',    'rejected_event',               'SELECT, INSERT, UPDATE, DELETE'),
                ('etl',    'event_issue',                  'SELECT, INSERT, UPDATE, DELETE'),
                ('etl',    'conflicting_event',            'SELECT, INSERT, UPDATE, DELETE'),
                ('etl',    'flyway_schema_history',        'SELECT')),
            asked AS (
                SELECT schema, name, rights FROM wanted
                UNION ALL
                SELECT 'etl', c.relname, 'SELECT, INSERT, UPDATE'
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'etl'
                  AND c.relkind = 'r'
                  AND starts_with(c.relname, 'batch_')),
            needed (needed) AS (
                SELECT format('USAGE ON SCHEMA %s', nspname)
                FROM pg_namespace
                WHERE nspname IN ('public', 'etl')
                  AND NOT has_schema_privilege(:role, oid, 'USAGE')
                UNION ALL
                SELECT format('%s ON %s.%s', r.single, n.nspname, c.relname)
                FROM asked
                JOIN pg_namespace n ON n.nspname = asked.schema
                JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name
                CROSS JOIN LATERAL unnest(string_to_array(asked.rights, ', ')) AS r (single)
                WHERE NOT has_table_privilege(:role, c.oid, r.single)
                UNION ALL
                SELECT format('USAGE ON SEQUENCE %s.%s', n.nspname, c.relname)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'etl'
                  AND starts_with(c.relname, 'batch_')
                  -- The planner may ask in any order, and the function wants a sequence.
                  AND CASE c.relkind WHEN 'S' THEN NOT has_sequence_privilege(:role, c.oid, 'USAGE') END)
            SELECT needed FROM needed
            """;

    /** What the role of the connection lacks to load, as a query of one column: a part of another statement. */
    public static final String TO_LOAD_AS_THIS_ROLE = TO_LOAD.replace(":role", "current_user");

    private static final String FOR_DRY_RUN = """
            SELECT format('TEMPORARY ON DATABASE %I', current_database())
            WHERE NOT has_database_privilege(:role, current_database(), 'TEMPORARY')
            """;

    private static final String TO_MIGRATE = """
            SELECT format('CREATE ON DATABASE %I', current_database())
            WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'etl')
              AND NOT has_database_privilege(:role, current_database(), 'CREATE')
            UNION ALL
            SELECT 'CREATE ON SCHEMA etl'
            FROM pg_namespace
            WHERE nspname = 'etl'
              AND NOT has_schema_privilege(:role, oid, 'CREATE')
            UNION ALL
            SELECT 'INSERT ON etl.flyway_schema_history'
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'etl'
              AND c.relname = 'flyway_schema_history'
              AND NOT has_table_privilege(:role, c.oid, 'INSERT')
            UNION ALL
            SELECT 'CREATE ON SCHEMA public'
            FROM pg_namespace n
            WHERE nspname = 'public'
              AND NOT has_schema_privilege(:role, oid, 'CREATE')
              AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relname = 'clickstream_events')
            """;

    /**
     * The limit that leaves the fewest connections. A setting that older servers lack counts as 0, and the connection that asks counts as
     * free. Superusers have no limit but the server's.
     */
    private static final String CONNECTIONS = """
            WITH client AS (SELECT datname, usename FROM pg_stat_activity WHERE backend_type = 'client backend')
            SELECT name AS "limit", most, usable - used + 1 AS free
            FROM (
                SELECT '' AS name,
                       current_setting('max_connections')::int AS most,
                       current_setting('max_connections')::int
                           - current_setting('superuser_reserved_connections')::int
                           - coalesce(current_setting('reserved_connections', true), '0')::int AS usable,
                       (SELECT count(*) FROM client) AS used
                UNION ALL
                SELECT format('CONNECTION LIMIT of role %s', rolname), rolconnlimit, rolconnlimit,
                       (SELECT count(*) FROM client WHERE usename = rolname)
                FROM pg_roles
                WHERE rolname = session_user
                  AND rolconnlimit >= 0
                  AND current_setting('is_superuser') = 'off'
                UNION ALL
                SELECT format('CONNECTION LIMIT of database %s', d.datname), datconnlimit, datconnlimit,
                       (SELECT count(*) FROM client WHERE client.datname = d.datname)
                FROM pg_database AS d
                WHERE d.datname = current_database()
                  AND datconnlimit >= 0
                  AND current_setting('is_superuser') = 'off') AS limits
            ORDER BY free
            LIMIT 1
            """;

    private static final String GRANTEE = "SELECT quote_ident(:role)";

    private final JdbcClient database;

    public Rights(JdbcClient database) {
        this.database = database;
    }

    /** The role of this connection. */
    public String role() {
        return database.sql("SELECT current_user").query(String.class).single();
    }

    /**
     * How many connections there are for this role.
     *
     * @param limit that leaves the fewest, as PostgreSQL calls it; empty where it is the server's own
     * @param most connections that it lets be open
     * @param free those of them that can be had, the one that asks included
     */
    public record Connections(String limit, int most, int free) {

        /** A chunk has one, and the ledger is read beside it. */
        private static final int LEAST_OF_POOL = 2;

        /** What a pool can have of them, beside those of the hours' locks. */
        public int ofPool(int poolSize, int hours) {
            return Math.min(poolSize, free - hours);
        }

        /** How many ranges can be loaded at once with that. */
        public int ranges(int poolSize, int hours) {
            int wanted = poolSize / LEAST_OF_POOL - hours;
            return Math.max(1, Math.min(wanted, ofPool(poolSize, hours) / LEAST_OF_POOL));
        }

        /** What there is for a load and, where that is too little, what to do; transient where others have what is missing. */
        public FailureAnalysis forLoad(int poolSize, int hours) {
            String found = "%s, and a load wants up to %d".formatted(this, poolSize + hours);
            if (ofPool(poolSize, hours) == poolSize) {
                return new FailureAnalysis(found, "", Kind.LASTING);
            }
            if (ofPool(poolSize, hours) >= LEAST_OF_POOL) {
                String ranges = Plural.of(ranges(poolSize, hours), "range");
                return new FailureAnalysis("%s; it loads %s at once".formatted(found, ranges), "", Kind.LASTING);
            }
            int least = LEAST_OF_POOL + hours;
            return new FailureAnalysis(
                    "%s and at least %d".formatted(found, least),
                    hours == 1
                            ? "raise that limit, or end other connections"
                            : "raise that limit, end other connections, or lower --parallel-hours",
                    Kind.of(most >= least));
        }

        @Override
        public String toString() {
            return "%d of %d are free%s".formatted(free, most, limit.isEmpty() ? "" : " (%s)".formatted(limit));
        }
    }

    public Connections connections() {
        return database.sql(CONNECTIONS).query(Connections.class).single();
    }

    public List<String> missingToLoad(String role) {
        return texts(TO_LOAD, role);
    }

    /** For {@code --dry-run}. */
    public List<String> missingForDryRun(String role) {
        return texts(FOR_DRY_RUN, role);
    }

    /** Without what a migration needs of the tables that it changes: those belong to who migrated before. */
    public List<String> missingToMigrate(String role) {
        return texts(TO_MIGRATE, role);
    }

    /** Statements that grant rights to a role. */
    public List<String> grants(List<String> rights, String role) {
        String grantee = texts(GRANTEE, role).getFirst();
        return rights.stream()
                .map(right -> "GRANT %s TO %s".formatted(right, grantee))
                .toList();
    }

    private List<String> texts(String sql, String role) {
        return database.sql(sql).param("role", role).query(String.class).list();
    }
}
