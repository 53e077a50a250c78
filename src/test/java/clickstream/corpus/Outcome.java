package clickstream.corpus;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.PrintableText;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes of one value of an object, written so that expectation and fact can be compared and shown. */
public sealed interface Outcome {

    /** The columns of the table, in its order. */
    List<String> COLUMNS = List.of(
            "event_id",
            "event_timestamp",
            "event_name",
            "user_id",
            "user_login_state",
            "identity_source",
            "client_id",
            "session_id",
            "is_first_visit",
            "context_product_id",
            "context_product_name",
            "context_product_category",
            "context_product_brand",
            "context_product_price",
            "context_product_discount_price",
            "context_product_url_path");

    /** What becomes of a row: {@code inserted}, {@code duplicate} or {@code conflicting}. */
    enum ValueOutcome {
        INSERTED,
        DUPLICATE,
        CONFLICTING
    }

    /**
     * A row.
     *
     * @param columns those that are not NULL
     * @param issues as in {@code user_id not_scalar userId = […]}, sorted
     */
    record Row(Map<String, String> columns, List<String> issues) implements Outcome {

        public Row {
            issues = issues.stream().sorted().toList();
        }

        public static Row of(ClickstreamEvent event, List<EventIssue> issues) {
            return new Row(columnsOf(event), issues.stream().map(Row::text).toList());
        }

        /** The same without the details of issues that {@code expected} does not tell. */
        public Row asToldBy(Row expected) {
            return new Row(columns, issues.stream().map(expected::cut).toList());
        }

        private String cut(String issue) {
            String told = issue.substring(0, issue.indexOf(' ', issue.indexOf(' ') + 1));
            return issues.contains(told) ? told : issue;
        }

        private static String text(EventIssue issue) {
            return issue.field() + " " + issue.reason().code() + " " + issue.detail();
        }
    }

    /**
     * A reject.
     *
     * @param bytes as {@link PrintableText} shows them
     */
    record Rejected(String reason, String bytes) implements Outcome {

        public static Rejected of(String reason, byte[] bytes) {
            return new Rejected(reason, PrintableText.quoted(ByteBuffer.wrap(bytes)));
        }

        public static Rejected of(Reject reject) {
            return new Rejected(reject.reason().code(), PrintableText.quoted(reject.bytes()));
        }
    }

    /** Those of a row that are not NULL, by name. */
    static Map<String, String> columnsOf(ClickstreamEvent event) {
        Map<String, String> columns = new LinkedHashMap<>();
        RecordComponent[] components = ClickstreamEvent.class.getRecordComponents();
        for (int column = 0; column < components.length; column++) {
            try {
                Object value = components[column].getAccessor().invoke(event);
                if (value != null) {
                    columns.put(COLUMNS.get(column), value.toString());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no column " + components[column], e);
            }
        }
        return columns;
    }
}
