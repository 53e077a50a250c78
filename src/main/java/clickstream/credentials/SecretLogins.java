package clickstream.credentials;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a secret says, remembered until the server refuses it: secrets rotate, and a long run outlives a password. */
final class SecretLogins implements Logins {

    private final SecretsManager secrets;
    private final @Nullable String user;
    private @Nullable Login remembered;

    SecretLogins(String arn, @Nullable String user) {
        this.secrets = new SecretsManager(arn);
        this.user = user;
    }

    @Override
    public synchronized Login login() {
        Login login = remembered;
        if (login == null) {
            login = fetch();
            remembered = login;
        }
        return login;
    }

    /** Several connections may be refused at once: the first of them to say so has it fetched again. */
    @Override
    public synchronized void refuse(Login login) {
        if (login.equals(remembered)) {
            remembered = null;
        }
    }

    private Login fetch() {
        String text = SecretText.plain(secrets.text());
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
                    "DW_PG_PASSWORD_SECRET_ARN names %s, which has no password; it must be JSON with username and password"
                            .formatted(secrets),
                    Kind.LASTING);
        }
        String role = named == null || named.isEmpty() ? user : named;
        if (role == null) {
            throw new ExplainedException(
                    "DW_PG_PASSWORD_SECRET_ARN names %s, which has no username; set DW_PG_USER".formatted(secrets),
                    Kind.LASTING);
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
