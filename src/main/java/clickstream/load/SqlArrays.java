package clickstream.load;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds the columns of many rows as arrays, for {@code unnest}: one statement for a chunk, whatever its length. Values go over as
 * PostgreSQL's text for their type.
 *
 * @param <T> what a row is made of
 */
final class SqlArrays<T> {

    private final PreparedStatement statement;
    private final List<T> rows;
    private int position;

    SqlArrays(PreparedStatement statement, List<T> rows) {
        this.statement = statement;
        this.rows = rows;
    }

    /** The next parameter: an array of {@code type} with {@code column} of every row. */
    SqlArrays<T> column(String type, Function<? super T, ? extends @Nullable Object> column) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = column.apply(rows.get(row));
        }
        // pgjdbc takes bytes only in an array that is declared to have nothing else.
        Object[] typed = type.equals("bytea") ? Arrays.copyOf(values, values.length, byte[][].class) : values;
        Array array = statement.getConnection().createArrayOf(type, typed);
        statement.setArray(++position, array);
        return this;
    }

    /** The next parameter: a single value. */
    SqlArrays<T> value(Object value) throws SQLException {
        statement.setObject(++position, value);
        return this;
    }
}
