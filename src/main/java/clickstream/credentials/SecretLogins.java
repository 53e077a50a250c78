package clickstream.credentials;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a secret says, remembered until the server refuses it, and for five minutes: secrets rotate, and a long run outlives a password. Where
 * it cannot be read anew after that, what it said before counts.
 */
final class SecretLogins implements Logins {

    /** Less than a connection may take. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(10);

    private final String variable;
    private final SecretsManager secrets;
    private final @Nullable String user;
    private final InstantSource clock;
    private @Nullable Login remembered;
    private Instant staleAt = Instant.MIN;

    SecretLogins(String variable, String arn, @Nullable String user, InstantSource clock) {
        this.variable = variable;
        this.secrets = new SecretsManager(arn, variable);
        this.user = user;
        this.clock = clock;
    }

    @Override
    public synchronized Login login() {
        Login before = remembered;
        if (before != null && clock.instant().isBefore(staleAt)) {
            return before;
        }
        try {
            Login login = fetch();
            remembered = login;
            staleAt = clock.instant().plus(FRESH);
            return login;
        } catch (ExplainedException e) {
            if (before == null) {
                throw e;
            }
            staleAt = clock.instant().plus(BEFORE_TRYING_AGAIN);
            return before;
        }
    }

    /** Several connections may be refused at once: the first of them to say so has it fetched again. */
    @Override
    public synchronized void refuse(Login login) {
        if (login.equals(remembered)) {
            remembered = null;
        }
    }

    private Login fetch() {
        String text = SecretText.plain(secrets.text(TIMEOUT));
        Map<String, String> members = SecretText.members(text);
        if (members == null) {
            return complete(null, text);
        }
        return complete(members.get("username"), members.getOrDefault("password", ""));
    }

    /** A name in the secret goes with the password there; where two users take turns it changes with it. */
    private Login complete(@Nullable String named, String password) {
        if (password.isEmpty()) {
            throw new ExplainedException(
                    "%s names %s, which has no password; it must be JSON with username and password"
                            .formatted(variable, secrets),
                    Kind.LASTING);
        }
        String role = named == null || named.isEmpty() ? user : named;
        if (role == null) {
            throw new ExplainedException(
                    "%s names %s, which has no username; set DW_PG_USER".formatted(variable, secrets), Kind.LASTING);
        }
        return new Login(role, password);
    }

    @Override
    public String action(String sqlState) {
        return sqlState.equals(WRONG_PASSWORD)
                ? "it is what %s says now: has the role this password?".formatted(secrets)
                : "";
    }

    @Override
    public synchronized String toString() {
        return remembered != null ? remembered.user() : user != null ? user : "?";
    }
}
