package clickstream.report;

/**
 * A figure with what it is.
 *
 * @param id for machines, as in {@code events-inserted}
 * @param value for machines: a plain number, of times in seconds; empty where there is none
 * @param text for people
 * @param note what else is to be said; may be empty
 */
record Total(String id, String label, String value, String text, String note) {

    static Total count(String id, String label, long count, String note) {
        return new Total(id, label, Long.toString(count), Formats.count(count), note);
    }
}
