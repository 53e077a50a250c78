package clickstream.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.ByteStreamWriter;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Inserts rows with COPY, the fastest way there is, which knows nothing of rows that are in its way.
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
     * @param values what a row has in each; null, or what {@link BinaryRows} takes for the column's type
     */
    static <T> boolean insert(
            JdbcTemplate database,
            String table,
            String columns,
            List<T> rows,
            List<Function<T, @Nullable Object>> values) {
        String copy = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, columns);
        ConnectionCallback<Boolean> insert = connection -> insert(connection, copy, binary(rows, values), rows.size());
        return Boolean.TRUE.equals(database.execute(insert));
    }

    private static boolean insert(Connection connection, String copy, ByteBuffer binary, int rows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            long inserted =
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, ByteStreamWriter.of(binary));
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

    private static <T> ByteBuffer binary(List<T> rows, List<Function<T, @Nullable Object>> values) {
        BinaryRows binary = new BinaryRows((rows.size() + 1) * USUAL_ROW_LENGTH);
        for (T row : rows) {
            binary.row(values.size());
            for (Function<T, @Nullable Object> value : values) {
                binary.value(value.apply(row));
            }
        }
        return binary.end();
    }
}
