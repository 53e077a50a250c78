package clickstream.event;

import java.util.Locale;

/** Why an object holds no event, without anything being wrong with it. */
public enum SkipReason {
    /** Its key ends in a slash: what consoles write as a folder. */
    FOLDER,
    /** Its name begins with {@code _} or {@code .}, or is {@code aws-logs-write-test}: markers of other tools. */
    HIDDEN,
    /** Its name ends in {@code .tmp}: not finished by its writer. */
    TEMPORARY,
    /** No bytes, white space only, empty arrays only, or a log without events. */
    EMPTY;

    /** As it stands in {@code etl.object_ledger}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
