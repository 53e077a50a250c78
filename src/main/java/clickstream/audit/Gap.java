package clickstream.audit;

import clickstream.event.PrintableText;

/**
 * One difference between S3 and the database.
 *
 * @param name of the object, without the prefix of its hour, as it is
 * @param detail what more there is to say, for people; empty where there is nothing
 */
public record Gap(GapKind kind, String name, String detail) {

    /** In one line, without control characters. */
    public String line() {
        return PrintableText.of(
                detail.isEmpty()
                        ? "%s  %s".formatted(kind.text(), name)
                        : "%s  %s: %s".formatted(kind.text(), name, detail));
    }
}
