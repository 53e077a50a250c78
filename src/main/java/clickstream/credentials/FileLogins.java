package clickstream.credentials;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password in a file, as an orchestrator mounts it and replaces it while the program runs. */
record FileLogins(String user, Path file) implements Logins {

    @Override
    public Login login() {
        String password;
        try {
            password = SecretText.plain(Files.readString(file));
        } catch (IOException e) {
            throw new ExplainedException(
                    "DW_PG_PASSWORD_FILE is %s, which cannot be read (%s); it must be a file of UTF-8 text"
                            .formatted(file, e.getClass().getSimpleName()),
                    Kind.LASTING);
        }
        if (password.isEmpty()) {
            throw new ExplainedException(
                    "DW_PG_PASSWORD_FILE is %s, which is empty; write the password into it".formatted(file),
                    Kind.LASTING);
        }
        return new Login(user, password);
    }

    @Override
    public String action(String sqlState) {
        return sqlState.equals(WRONG_PASSWORD)
                ? "is DW_PG_USER right, and the password in DW_PG_PASSWORD_FILE, %s?".formatted(file)
                : "";
    }

    @Override
    public String toString() {
        return user;
    }
}
