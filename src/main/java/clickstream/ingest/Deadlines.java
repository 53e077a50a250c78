package clickstream.ingest;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param linger how long an object waits for further events
 * @param answer how long a request waits for its objects
 * @param object how long an object is tried, its waiting for a turn included
 * @param attempt how long one PUT may take; less than an answer, so that a second one can save the request
 */
record Deadlines(Duration linger, Duration answer, Duration object, Duration attempt) {

    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(8);
    private static final Duration OBJECT = Duration.ofSeconds(30);

    static Deadlines grouped(Duration linger) {
        return new Deadlines(linger, ANSWER, OBJECT, ATTEMPT);
    }

    /** For a request whose object is its own: nobody tries any longer than it waits. */
    static Deadlines alone() {
        return new Deadlines(Duration.ZERO, ANSWER, ANSWER, ATTEMPT);
    }
}
