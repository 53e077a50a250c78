package clickstream.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds the columns of many rows as arrays, for {@code unnest}: one statement for a chunk, whatever its length. Values of other types than
 * those of {@link #TYPED} go over as PostgreSQL's text for them.
 *
 * @param <T> what a row is made of
 */
public final class SqlArrays<T> {

    /** What pgjdbc sends as it is, where it can see that an array holds nothing else. */
    private static final Map<String, Class<? extends @Nullable Object[]>> TYPED = Map.of(
            "text", String[].class,
            "int", Integer[].class,
            "bigint", Long[].class,
            "boolean", Boolean[].class,
            "bytea", byte[][].class);

    private final PreparedStatement statement;
    private final List<T> rows;
    private int position;

    public SqlArrays(PreparedStatement statement, List<T> rows) {
        this.statement = statement;
        this.rows = rows;
    }

    /** The next parameter: an array of {@code type} with {@code column} of every row. */
    public SqlArrays<T> column(String type, Function<? super T, ? extends @Nullable Object> column)
            throws SQLException {
        if (type.equals("uuid")) {
            List<UUID> ids = rows.stream().map(column).map(UUID.class::cast).toList();
            statement.setObject(++position, new UuidArray(ids));
            return this;
        }
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = column.apply(rows.get(row));
        }
        Class<? extends @Nullable Object[]> array = TYPED.get(type);
        statement.setArray(
                ++position,
                statement
                        .getConnection()
                        .createArrayOf(type, array == null ? values : Arrays.copyOf(values, values.length, array)));
        return this;
    }

    /** The next parameter: a single value. */
    public SqlArrays<T> value(Object value) throws SQLException {
        statement.setObject(++position, value);
        return this;
    }
}
