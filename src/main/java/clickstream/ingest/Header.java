package clickstream.ingest;

/** A header of an answer. */
public record Header(String name, String value) {}
