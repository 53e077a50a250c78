package clickstream.ingest.events;

/**
 * A range of a body's bytes.
 *
 * @param start of its first byte
 * @param end behind its last one
 */
public record Span(int start, int end) {}
