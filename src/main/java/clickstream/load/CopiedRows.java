package clickstream.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
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
     * @param types theirs, as they are declared
     * @param values what a row has in each; null, or what {@link BinaryRows} takes for the column's type
     */
    static <T> boolean insert(
            JdbcTemplate database,
            String table,
            String columns,
            List<String> types,
            List<T> rows,
            List<Function<T, @Nullable Object>> values) {
        String look = "SELECT %s FROM %s LIMIT 0".formatted(columns, table);
        String copy = "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(table, columns);
        ConnectionCallback<Boolean> insert = connection ->
                areOf(types, connection, look) && insert(connection, copy, binary(rows, values), rows.size());
        return Boolean.TRUE.equals(database.execute(insert));
    }

    /**
     * Whether the columns have the types that are sent: of as many bytes, COPY would take a whole number for a fraction. Looking keeps
     * anybody from changing them until the transaction is over.
     */
    private static boolean areOf(List<String> types, Connection connection, String look) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet nothing = statement.executeQuery(look)) {
            ResultSetMetaData columns = nothing.getMetaData();
            for (int column = 0; column < types.size(); column++) {
                if (columns.getColumnType(column + 1) != sent(types.get(column))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** How the driver calls a type. */
    private static int sent(String type) {
        return switch (type) {
            case "uuid" -> Types.OTHER;
            case "timestamptz" -> Types.TIMESTAMP;
            case "text" -> Types.VARCHAR;
            case "boolean" -> Types.BIT;
            case "bigint" -> Types.BIGINT;
            case "int" -> Types.INTEGER;
            default -> throw new IllegalArgumentException("no rows are sent to columns of " + type);
        };
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
