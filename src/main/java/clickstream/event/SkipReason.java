package clickstream.event;

import java.util.Locale;

/** Why an object holds no event, without anything being wrong with it. */
public enum SkipReason {
    /** Its key ends in a slash: what consoles write as a folder. */
    FOLDER,
    /** Its name begins with {@code _} or {@code .}: markers of other tools. */
    HIDDEN,
    /** Its name ends in {@code .tmp}: not finished by its writer. */
    TEMPORARY,
    /** No bytes, white space only, or empty arrays only. */
    EMPTY;

    /** As it stands in {@code etl.object_ledger}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
