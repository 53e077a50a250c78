package clickstream.load;

import clickstream.event.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the role may do what a load does. Tables that do not exist yet are passed over. */
final class RightsChecks {

    private static final String MISSING = """
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
                SELECT 'etl', c.relname, 'SELECT, INSERT, UPDATE, DELETE'
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'etl'
                  AND c.relkind = 'r'
                  AND starts_with(c.relname, 'batch_')),
            needed (needed) AS (
                SELECT format('USAGE ON SCHEMA %s', nspname)
                FROM pg_namespace
                WHERE nspname IN ('public', 'etl')
                  AND NOT has_schema_privilege(oid, 'USAGE')
                UNION ALL
                SELECT format('%s ON %s.%s', r.single, n.nspname, c.relname)
                FROM asked
                JOIN pg_namespace n ON n.nspname = asked.schema
                JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name
                CROSS JOIN LATERAL unnest(string_to_array(asked.rights, ', ')) AS r (single)
                WHERE NOT has_table_privilege(c.oid, r.single)
                UNION ALL
                SELECT format('USAGE ON SEQUENCE %s.%s', n.nspname, c.relname)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'etl'
                  AND starts_with(c.relname, 'batch_')
                  -- The planner may ask in any order, and the function wants a sequence.
                  AND CASE c.relkind WHEN 'S' THEN NOT has_sequence_privilege(c.oid, 'USAGE') END)
            SELECT needed FROM needed
            """;

    /** What migrations need that are not applied yet. */
    private static final String MISSING_TO_MIGRATE = """
            SELECT format('CREATE ON DATABASE %I', current_database())
            WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'etl')
              AND NOT has_database_privilege(current_database(), 'CREATE')
            UNION ALL
            SELECT 'CREATE ON SCHEMA etl'
            FROM pg_namespace
            WHERE nspname = 'etl'
              AND NOT has_schema_privilege(oid, 'CREATE')
            UNION ALL
            SELECT 'CREATE ON SCHEMA public'
            FROM pg_namespace n
            WHERE nspname = 'public'
              AND NOT has_schema_privilege(oid, 'CREATE')
              AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relname = 'clickstream_events')
            """;

    private static final String TEMPORARY = "SELECT has_database_privilege(current_database(), 'TEMPORARY')";

    private static final String ROLE = "SELECT quote_ident(current_user)";

    private static final String DATABASE = "SELECT quote_ident(current_database())";

    private final JdbcClient database;

    RightsChecks(JdbcClient database) {
        this.database = database;
    }

    /**
     * The rights that loads need.
     *
     * @param migrating whether migrations are still to be applied
     */
    Check toLoad(boolean migrating) {
        List<String> missing = texts(MISSING);
        if (migrating) {
            missing.addAll(texts(MISSING_TO_MIGRATE));
        }
        return missing.isEmpty()
                ? Check.ok("rights: all that a load needs")
                : Check.wrong("rights", "some are missing", grants(missing));
    }

    /** The right that {@code --dry-run} needs. */
    Check toRehearse() {
        return database.sql(TEMPORARY).query(Boolean.class).single()
                ? Check.ok("temporary tables: allowed, so --dry-run works")
                : Check.wrong(
                        "temporary tables",
                        "not allowed, and --dry-run needs one",
                        grants(List.of("TEMPORARY ON DATABASE " + text(DATABASE))));
    }

    private String grants(List<String> rights) {
        String role = text(ROLE);
        return rights.stream()
                .map(right -> "GRANT %s TO %s".formatted(right, role))
                .collect(Collectors.joining("; "));
    }

    private String text(String sql) {
        return database.sql(sql).query(String.class).single();
    }

    private List<String> texts(String sql) {
        return new ArrayList<>(database.sql(sql).query(String.class).list());
    }
}
