package clickstream.audit;

import clickstream.event.PrintableText;

/**
 * One difference between S3 and the database.
 *
 * @param name of the object, without the prefix of its hour, as it is
 * @param detail what more there is to say, for people; empty where there is nothing
 */
public record Gap(Kind kind, String name, String detail) {

    /** In one line, without control characters. */
    public String line() {
        return PrintableText.of(
                detail.isEmpty()
                        ? "%s  %s".formatted(kind.text(), name)
                        : "%s  %s: %s".formatted(kind.text(), name, detail));
    }

    /** How S3 and the database can differ. Of a listed object at most one of the first three holds. */
    public enum Kind {
        /** It is listed, and the ledger does not have its name. */
        MISSING("missing"),
        /** It is listed, and the ledger has its name, but not this ETag. */
        CHANGED("changed"),
        /** It is missing or changed, and the last load could not read it. */
        FAILED("failed"),
        /** The ledger has its name, and it is not listed. */
        VANISHED("vanished"),
        /** An event of it is not in the table. */
        ROW_MISSING("row missing"),
        /** An event of it is in the table with other columns, and not kept as conflicting. */
        ROW_DIFFERS("row differs"),
        /** It has more or fewer rejects than are kept. */
        REJECTS_DIFFER("rejects differ"),
        /** It could not be read again, so nothing is proven of its events. */
        UNREAD("unread");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }

        /** For machines, as in {@code rowMissing}. */
        public String code() {
            int space = text.indexOf(' ');
            return space < 0
                    ? text
                    : text.substring(0, space)
                            + Character.toUpperCase(text.charAt(space + 1))
                            + text.substring(space + 2);
        }

        /** Whether only reading objects again finds it. */
        public boolean isDeep() {
            return compareTo(ROW_MISSING) >= 0;
        }
    }
}
