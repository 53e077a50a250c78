package clickstream.ingest;

/** Where events of {@code POST /events} go. */
enum EventSink {
    /** Objects, as those of {@code POST /clickstream}. */
    S3,
    /** Structured lines on standard output. */
    LOG
}
