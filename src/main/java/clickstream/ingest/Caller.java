package clickstream.ingest;

import java.util.Set;

/**
 * Who sends a request.
 *
 * @param subject whom a verified token names; empty of a guest
 * @param roles that the token gives
 */
record Caller(String subject, Set<String> roles) {

    static final Caller GUEST = new Caller("", Set.of());

    boolean isGuest() {
        return subject.isEmpty();
    }
}
