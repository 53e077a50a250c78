package clickstream.load;

import clickstream.database.Rights;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What PostgreSQL knows of the table that events go to, and of the role that is to insert them. It is one statement, for the start of a
 * load waits for the answer.
 *
 * @param encoding of the database
 * @param role of this connection, as an identifier
 * @param kind of the relation, as {@code pg_class.relkind} has it; null where there is none
 * @param unlogged whether a crash of the server empties it
 * @param shutOut whether row-level security keeps rows from this role
 * @param hasUniqueId whether it has an index that {@code ON CONFLICT (event_id)} can mean; of a partitioned table, one over all partitions
 * @param children tables that inherit from it and are no partitions
 * @param constraints that may refuse what {@code event_id} does not
 * @param indexes that are unique without being a constraint, with the same effect
 * @param rules in place of INSERT; COPY does not heed them, and ON CONFLICT does not go with them
 * @param triggers that come before a row is inserted, or as late as at COMMIT
 * @param rights that this role lacks
 */
record TargetFacts(
        String encoding,
        String role,
        @Nullable String kind,
        boolean unlogged,
        boolean shutOut,
        List<Column> columns,
        boolean hasUniqueId,
        List<String> children,
        List<String> constraints,
        List<String> indexes,
        List<String> rules,
        List<String> triggers,
        List<String> rights) {

    /**
     * A column.
     *
     * @param quoted its name as an identifier
     * @param type as {@code format_type} writes it
     * @param hasDefault whether it is filled where an INSERT leaves it out
     * @param generated as {@code pg_attribute.attgenerated} has it; empty where it is not
     */
    record Column(String name, String quoted, String type, boolean notNull, boolean hasDefault, String generated) {}

    /** What an index or a constraint is about: an event's id, or a column of somebody else's with another default in each row. */
    private static final String TELLS_ROWS_APART = """
            SELECT
            FROM pg_attribute a
            WHERE a.attrelid = c.oid
              AND a.attnum = ANY (%%s)
              AND (a.attname = 'event_id'
                   OR (a.atthasdef AND a.attgenerated = '' OR a.attidentity <> '')
                       AND a.attname NOT IN (%s))
            """.formatted(EventColumn.ALL.stream()
            .map(column -> "'%s'".formatted(column.sqlName()))
            .collect(Collectors.joining(", ")));

    /**
     * A role that policies apply to inserts what they let in, and must see all rows: one that it did not see would be neither there nor
     * inserted.
     */
    private static final String SQL = """
            SELECT current_setting('server_encoding') AS encoding,
                   quote_ident(current_user)          AS role,
                   c.relkind::text                    AS kind,
                   coalesce(c.relpersistence = 'u', false) AS unlogged,
                   coalesce(row_security_active(c.oid), false) AND NOT policies.let_in AS shut_out,
                   ARRAY(
                       SELECT ARRAY[
                           a.attname::text,
                           quote_ident(a.attname),
                           format_type(a.atttypid, a.atttypmod),
                           (a.attnotnull OR t.typnotnull)::text,
                           (a.atthasdef OR a.attidentity <> '')::text,
                           a.attgenerated::text]
                       FROM pg_attribute a
                       JOIN pg_type t ON t.oid = a.atttypid
                       WHERE a.attrelid = c.oid
                         AND a.attnum > 0
                         AND NOT a.attisdropped
                       ORDER BY a.attnum) AS columns,
                   EXISTS (
                       SELECT
                       FROM pg_index i
                       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                       WHERE i.indrelid = c.oid
                         AND a.attname = 'event_id'
                         AND i.indnkeyatts = 1
                         AND i.indisunique
                         AND i.indimmediate
                         AND i.indisvalid
                         AND i.indpred IS NULL
                         AND i.indexprs IS NULL) AS unique_id,
                   ARRAY(
                       SELECT inhrelid::regclass::text
                       FROM pg_inherits
                       WHERE inhparent = c.oid
                         AND c.relkind = 'r'
                       ORDER BY 1) AS children,
                   ARRAY(
                       SELECT quote_ident(conname)
                       FROM pg_constraint
                       WHERE conrelid = c.oid
                         AND (contype IN ('c', 'f', 'x') OR contype IN ('p', 'u') AND NOT EXISTS (%s))
                       ORDER BY 1) AS constraints,
                   ARRAY(
                       SELECT i.indexrelid::regclass::text
                       FROM pg_index i
                       WHERE i.indrelid = c.oid
                         AND i.indisunique
                         AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
                         AND NOT EXISTS (%s)
                       ORDER BY 1) AS indexes,
                   ARRAY(
                       SELECT quote_ident(rulename)
                       FROM pg_rewrite
                       WHERE ev_class = c.oid
                         AND ev_type IN ('2', '3')
                       ORDER BY 1) AS rules,
                   ARRAY(
                       SELECT quote_ident(tgname)
                       FROM pg_trigger
                       WHERE tgrelid = c.oid
                         AND NOT tgisinternal
                         AND tgenabled IN ('O', 'A')
                         AND tgtype & 4 = 4
                         AND (tgtype & 3 = 3 OR tginitdeferred)
                       ORDER BY 1) AS triggers,
                   ARRAY(%s) AS rights
            FROM (VALUES ('public', 'clickstream_events')) AS target (schema, name)
            LEFT JOIN pg_namespace n ON n.nspname = target.schema
            LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = target.name
            CROSS JOIN LATERAL (
                SELECT coalesce(bool_or(polpermissive AND polcmd IN ('*', 'a')), false)
                       AND coalesce(
                           bool_or(polpermissive AND polcmd IN ('*', 'r') AND pg_get_expr(polqual, polrelid) = 'true'), false)
                       AND coalesce(bool_and(polpermissive OR polcmd NOT IN ('*', 'r')), true) AS let_in
                FROM pg_policy
                WHERE polrelid = c.oid
                  AND (0 = ANY (polroles)
                       OR EXISTS (
                           SELECT
                           FROM unnest(polroles) AS r (role)
                           WHERE r.role <> 0
                             AND pg_has_role(r.role, 'USAGE')))) AS policies
            """.formatted(
            TELLS_ROWS_APART.formatted("conkey"), TELLS_ROWS_APART.formatted("i.indkey"), Rights.TO_LOAD_AS_THIS_ROLE);

    static TargetFacts of(JdbcTemplate database) {
        return Objects.requireNonNull(database.queryForObject(SQL, (row, number) -> read(row)));
    }

    private static TargetFacts read(ResultSet row) throws SQLException {
        return new TargetFacts(
                row.getString("encoding"),
                row.getString("role"),
                row.getString("kind"),
                row.getBoolean("unlogged"),
                row.getBoolean("shut_out"),
                columns(row),
                row.getBoolean("unique_id"),
                texts(row, "children"),
                texts(row, "constraints"),
                texts(row, "indexes"),
                texts(row, "rules"),
                texts(row, "triggers"),
                texts(row, "rights"));
    }

    private static List<Column> columns(ResultSet row) throws SQLException {
        return Arrays.stream((Object[]) row.getArray("columns").getArray())
                .map(String[].class::cast)
                .map(column -> new Column(
                        column[0], column[1], column[2], column[3].equals("true"), column[4].equals("true"), column[5]))
                .toList();
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
