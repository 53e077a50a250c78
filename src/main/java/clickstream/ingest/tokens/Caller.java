package clickstream.ingest.tokens;

import java.util.Set;

/**
 * Who sends a request.
 *
 * @param subject whom a verified token names; empty of a guest
 * @param roles that the token gives
 */
public record Caller(String subject, Set<String> roles) {

    public static final Caller GUEST = new Caller("", Set.of());

    public boolean isGuest() {
        return subject.isEmpty();
    }
}
