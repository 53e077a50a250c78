package clickstream.demo;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The result of a query as a table of text. */
final class ResultTable {

    private final List<List<String>> lines = new ArrayList<>();

    ResultTable(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            ResultSetMetaData columns = rows.getMetaData();
            List<String> names = new ArrayList<>();
            for (int column = 1; column <= columns.getColumnCount(); column++) {
                names.add(columns.getColumnLabel(column));
            }
            lines.add(names);
            while (rows.next()) {
                List<String> line = new ArrayList<>();
                for (int column = 1; column <= names.size(); column++) {
                    String value = rows.getString(column);
                    line.add(value == null ? "" : value);
                }
                lines.add(line);
            }
        }
    }

    void print(PrintStream out) {
        int columns = lines.getFirst().size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> line : lines) {
            out.println(IntStream.range(0, columns)
                    .mapToObj(column -> ("%-" + Math.max(1, widths[column]) + "s").formatted(line.get(column)))
                    .collect(Collectors.joining("  ", "  ", ""))
                    .stripTrailing());
        }
    }
}
