package clickstream.settings;

import clickstream.credentials.Login;
import clickstream.credentials.Logins;
import clickstream.event.PrintableText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Credentials for the database connection: a role, and exactly one of four sources of its password. */
final class LoginVariables {

    private static final String USER = "DW_PG_USER";
    private static final String PASSWORD = "DW_PG_PASSWORD";
    private static final String FILE = "DW_PG_PASSWORD_FILE";
    private static final String SECRET = "DW_PG_PASSWORD_SECRET_ARN";
    private static final String IAM = "DW_PG_IAM";

    private static final Pattern SECRET_ARN =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:\\S+");

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
        return switch (sources.isEmpty() ? PASSWORD : sources.getFirst()) {
            case FILE -> Logins.inFile(variables.required(USER), file(variables));
            case SECRET -> secret(variables);
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
    private static Logins secret(Variables variables) {
        String arn = variables.required(SECRET);
        if (!SECRET_ARN.matcher(arn).matches()) {
            variables.complain(
                    "%s is not an ARN such as arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf"
                            .formatted(SECRET));
        }
        String user = variables.optional(USER, "");
        return Logins.inSecret(arn, user.isEmpty() ? null : user);
    }
}
