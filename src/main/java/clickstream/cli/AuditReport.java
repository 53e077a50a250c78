package clickstream.cli;

import clickstream.audit.HourAudit;
import java.io.PrintWriter;

/** Prints what an audit finds, hour by hour, and the sums when it is closed. Holds no more than the sums. */
sealed interface AuditReport extends AutoCloseable permits AuditTable, AuditDocument {

    static AuditReport of(OutputFormat format, PrintWriter out, AuditTotal total) {
        return switch (format) {
            case text -> new AuditTable(out, total);
            case json -> new AuditDocument(out, total);
        };
    }

    void add(HourAudit hour);

    @Override
    void close();
}
