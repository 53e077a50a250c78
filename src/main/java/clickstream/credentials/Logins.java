package clickstream.credentials;

import clickstream.event.ExplainedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Where logins come from: each new connection asks for one. {@code toString} names the role and nothing secret. Thread-safe.
 *
 * <p>What needs the AWS SDK is behind these methods, so that who does not use it does not load it.
 */
public sealed interface Logins permits Login, FileLogins, SecretLogins, IamLogins {

    /** PostgreSQL's code for a password that is wrong. */
    String WRONG_PASSWORD = "28P01";

    /** Its code for a role that is not let in; RDS says so of a token. */
    String NOT_LET_IN = "28000";

    /**
     * The login for a connection that is about to be opened.
     *
     * @throws ExplainedException where there is none
     */
    Login login();

    /** The server says that the password is wrong: what was remembered is forgotten. */
    default void refuse(Login login) {}

    /** What to do where the server refuses a login with this code; empty where the source of logins has nothing to do with it. */
    String action(String sqlState);

    /** The password is what a file holds, read anew each time, without the line end behind it. */
    static Logins inFile(String user, Path file) {
        return new FileLogins(user, file);
    }

    /**
     * Password and role are in a secret of AWS Secrets Manager: JSON as RDS writes it, or the password alone. Remembered until the server
     * refuses it, or for five minutes.
     *
     * @param variable that names the secret, for messages
     * @param arn of the secret
     * @param user for a secret that names none; null where it must
     */
    static Logins inSecret(String variable, String arn, @Nullable String user) {
        return new SecretLogins(variable, arn, user, InstantSource.system());
    }

    /**
     * What a secret of AWS Secrets Manager says now, whatever it is a secret of; without a byte order mark and a line end at its end.
     *
     * @param variable that names the secret, for messages
     * @param most how long it may take
     * @throws ExplainedException where it cannot be had
     */
    static String secret(String variable, String arn, Duration most) {
        return SecretText.plain(new SecretsManager(arn, variable).text(most));
    }

    /** Whether this can be the ARN of a secret. */
    static boolean isSecret(String arn) {
        return SecretsManager.isArn(arn);
    }

    /** The password is a token of RDS's for this server, signed with the AWS credentials at hand, a new one each time. */
    static Logins signed(String user, String host, int port) {
        return new IamLogins(user, host, port);
    }
}
