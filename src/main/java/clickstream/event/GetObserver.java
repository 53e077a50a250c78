package clickstream.event;

/** Is told of requests for objects while they are made, by many threads at once: it must be quick. */
public interface GetObserver {

    /** Nobody wants to know. */
    GetObserver NONE = new GetObserver() {
        @Override
        public void answered(long nanos) {}

        @Override
        public void throttled() {}
    };

    /** An object was read, or could not be; all requests for it together took {@code nanos}. */
    void answered(long nanos);

    /** S3 answered a request with 503 or 429. */
    void throttled();
}
