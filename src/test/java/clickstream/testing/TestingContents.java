package clickstream.testing;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All that a database holds, as text that a test compares before and after. */
public final class TestingContents {

    private static final String RELATIONS = """
            SELECT format(
                CASE c.relkind WHEN 'S' THEN '(SELECT last_value, is_called FROM %I.%I)' ELSE '%I.%I' END,
                c.relnamespace::regnamespace, c.relname)
            FROM pg_class c
            WHERE c.relkind IN ('r', 'S')
              AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
              AND c.relpersistence <> 't'
            ORDER BY 1
            """;

    private TestingContents() {}

    /** A line for each row of each table and for each sequence, and the names of the indexes. */
    public static String of(DataSource dataSource) {
        JdbcClient database = JdbcClient.create(dataSource);
        StringBuilder contents = new StringBuilder();
        for (String relation : database.sql(RELATIONS).query(String.class).list()) {
            contents.append(relation).append('\n');
            database.sql("SELECT r::text FROM %s r ORDER BY 1".formatted(relation))
                    .query(String.class)
                    .list()
                    .forEach(row -> contents.append("  ").append(row).append('\n'));
        }
        database.sql("SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'etl') ORDER BY 1")
                .query(String.class)
                .list()
                .forEach(index -> contents.append(index).append('\n'));
        return contents.toString();
    }
}
