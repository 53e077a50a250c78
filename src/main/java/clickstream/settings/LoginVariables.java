package clickstream.settings;

import clickstream.credentials.Login;
import clickstream.credentials.Logins;
import clickstream.event.PrintableText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Credentials for the database connection: a role, and exactly one source of its password. */
final class LoginVariables {

    private static final String USER = "DW_PG_USER";
    private static final String PASSWORD = "DW_PG_PASSWORD";
    private static final String FILE = "DW_PG_PASSWORD_FILE";
    private static final String SECRET = "DW_PG_PASSWORD_SECRET_ARN";
    private static final String IAM = "DW_PG_IAM";

    /** As another program has it, whose variables may stand here too: of the secret it names, and only where nothing else says more. */
    private static final String OTHERS_SECRET = "DB_PASSWORD";

    private LoginVariables() {}

    /** Reads them; what is wrong is left to {@link Variables#check}. */
    static Logins read(Variables variables, String host, int port, boolean verifyServer) {
        List<String> sources = new ArrayList<>(Stream.of(PASSWORD, FILE, SECRET)
                .filter(name -> !variables.optional(name, "").isEmpty())
                .toList());
        if (variables.yesOrNo(IAM)) {
            sources.add(IAM);
        }
        if (sources.size() > 1) {
            variables.complain("%s are set, and only one of them may be".formatted(String.join(" and ", sources)));
        }
        boolean isOthers =
                sources.isEmpty() && !variables.optional(OTHERS_SECRET, "").isEmpty();
        return switch (isOthers ? OTHERS_SECRET : sources.isEmpty() ? PASSWORD : sources.getFirst()) {
            case FILE -> Logins.inFile(variables.required(USER), file(variables));
            case SECRET -> secret(SECRET, variables);
            case OTHERS_SECRET -> secret(OTHERS_SECRET, variables);
            case IAM -> {
                if (!verifyServer) {
                    variables.complain("DW_PG_IAM is true, and so DW_PG_SSL must be: RDS takes tokens over TLS only");
                }
                yield Logins.signed(variables.required(USER), host, port);
            }
            default -> new Login(variables.required(USER), variables.required(PASSWORD));
        };
    }

    private static Path file(Variables variables) {
        String name = variables.required(FILE);
        try {
            Path file = Path.of(name);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                variables.complain("%s is %s, and not a file that can be read".formatted(FILE, PrintableText.of(name)));
            }
            return file;
        } catch (InvalidPathException e) {
            variables.complain("%s is %s, and not the name of a file".formatted(FILE, PrintableText.of(name)));
            return Path.of("");
        }
    }

    /** The role may stand in the secret. */
    private static Logins secret(String name, Variables variables) {
        String arn = variables.required(name);
        if (!Logins.isSecret(arn)) {
            variables.complain(
                    "%s is not an ARN such as arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf"
                            .formatted(name));
        }
        String user = variables.optional(USER, "");
        return Logins.inSecret(name, arn, user.isEmpty() ? null : user);
    }
}
