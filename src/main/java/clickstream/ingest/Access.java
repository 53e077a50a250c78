package clickstream.ingest;

import clickstream.ingest.tokens.TokenVerifier;
import java.time.InstantSource;

/**
 * Who is let in. Thread-safe.
 *
 * @param isKnown false as long as that is to come from a secret which could not be read yet: then nobody is
 */
record Access(Cors cors, SiteKey key, TokenVerifier tokens, boolean isKnown) {

    static Access of(AccessSettings settings, InstantSource clock, boolean isKnown) {
        return new Access(
                new Cors(settings.allowedOrigins()),
                new SiteKey(settings.key()),
                new TokenVerifier(settings.issuer(), settings.audiences(), clock),
                isKnown);
    }
}
