package clickstream.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Inserts rows with COPY, the fastest way there is, which knows nothing of rows that are in its way.
 *
 * <p>Source of the format: <a href="https://www.postgresql.org/docs/18/sql-copy.html">COPY, text format</a>.
 */
final class CopiedRows {

    /** Unique violation; not supported, as with row-level security; and wrong kind of object, as some views are. */
    private static final Set<String> NOT_BY_COPY = Set.of("23505", "0A000", "42809");

    private static final int USUAL_ROW_LENGTH = 300;

    private CopiedRows() {}

    /**
     * Inserts all rows and returns true, or, where one is in the way or this is no table for COPY, none and returns false.
     *
     * @param columns their names
     * @param values what a row has in each; null, or what PostgreSQL reads in its text
     */
    static <T> boolean insert(
            JdbcTemplate database,
            String table,
            String columns,
            List<T> rows,
            List<Function<T, @Nullable Object>> values) {
        String copy = "COPY %s (%s) FROM STDIN".formatted(table, columns);
        ConnectionCallback<Boolean> insert = connection -> insert(connection, copy, text(rows, values), rows.size());
        return Boolean.TRUE.equals(database.execute(insert));
    }

    private static boolean insert(Connection connection, String copy, byte[] text, int rows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            long inserted = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(copy, new ByteArrayInputStream(text), text.length);
            if (inserted == rows) {
                connection.releaseSavepoint(before);
                return true;
            }
            // A trigger of somebody's left rows out.
        } catch (SQLException e) {
            if (!NOT_BY_COPY.contains(e.getSQLState())) {
                if (RowRefusal.isOne(e)) {
                    // So that the transaction can go on without that row.
                    connection.rollback(before);
                }
                throw e;
            }
        } catch (IOException e) {
            throw new InvalidDataAccessResourceUsageException("bytes in memory could not be read", e);
        }
        connection.rollback(before);
        return false;
    }

    private static <T> byte[] text(List<T> rows, List<Function<T, @Nullable Object>> values) {
        StringBuilder text = new StringBuilder(rows.size() * USUAL_ROW_LENGTH);
        for (T row : rows) {
            for (Function<T, @Nullable Object> value : values) {
                append(text, value.apply(row));
                text.append('\t');
            }
            text.setCharAt(text.length() - 1, '\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append("\\N");
            return;
        }
        String plain = value.toString();
        if (isPlain(plain)) {
            text.append(plain);
            return;
        }
        for (int at = 0; at < plain.length(); at++) {
            char character = plain.charAt(at);
            switch (character) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(character);
            }
        }
    }

    /** Nearly all texts are; they are copied as a whole. */
    private static boolean isPlain(String text) {
        return text.indexOf('\\') < 0 && text.indexOf('\t') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    }
}
