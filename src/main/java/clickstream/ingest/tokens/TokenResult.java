package clickstream.ingest.tokens;

/** What a token turned out to be. */
public sealed interface TokenResult {

    /** It is good. */
    record Verified(Caller caller) implements TokenResult {}

    /**
     * It is not.
     *
     * @param reason for one's own log, and for nobody who sends tokens
     */
    record Invalid(String reason) implements TokenResult {}

    /** The keys of its issuer cannot be had. */
    record Unverifiable() implements TokenResult {}
}
