package clickstream.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.credentials.Logins;
import clickstream.job.Failures;
import clickstream.testing.TestingAwsSettings;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingSecrets;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords that change while connections are opened, on a role of this test's own. */
class LoginsTest {

    private static final String ROLE = "rotated";

    @TempDir
    private Path folder;

    private final TestingDatabase database = TestingPostgres.shared().database();
    private final TestingSecrets secrets = TestingSecrets.start();
    private TestingAwsSettings settings;

    @BeforeEach
    void createRole() {
        settings = TestingAwsSettings.set(Map.of(
                "aws.endpointUrlSecretsManager",
                secrets.endpoint(),
                "aws.accessKeyId",
                "AKIATESTING",
                "aws.secretAccessKey",
                "s3cret-of-aws"));
        TestingPostgres.shared().execute("CREATE ROLE rotated LOGIN PASSWORD 'first'");
    }

    @AfterEach
    void drop() {
        settings.close();
        secrets.close();
        database.close();
        TestingPostgres.shared().execute("DROP ROLE rotated");
    }

    @Test
    void aSecretThatWasRotatedIsReadAgainByTheNextConnection() throws SQLException {
        secrets.put(ROLE, "first");
        try (HikariDataSource pool = open(Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, null));
                Connection before = pool.getConnection()) {
            TestingPostgres.shared().execute("ALTER ROLE rotated PASSWORD 'second'");
            secrets.put(ROLE, "second");

            try (Connection after = pool.getConnection()) {
                assertThat(role(after)).isEqualTo(ROLE);
            }
            assertThat(role(before)).isEqualTo(ROLE);
        }
        assertThat(secrets.requests()).isEqualTo(2);
    }

    /** As where Secrets Manager lets two users take turns. */
    @Test
    void aSecretMayNameAnotherRoleAfterItsRotation() throws SQLException {
        secrets.put(ROLE, "first");
        try (HikariDataSource pool = open(Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, null));
                Connection before = pool.getConnection()) {
            TestingPostgres.shared().execute("ALTER ROLE rotated PASSWORD 'second'");
            secrets.put(database.user(), database.password());

            try (Connection after = pool.getConnection()) {
                assertThat(role(after)).isEqualTo(database.user());
            }
            assertThat(role(before)).isEqualTo(ROLE);
        }
    }

    @Test
    void manyConnectionsThatAreRefusedAtOnceReadTheSecretOnce() throws Exception {
        secrets.put(ROLE, "first");
        try (HikariDataSource pool = open(Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, null))) {
            List<Connection> open = new ArrayList<>(List.of(pool.getConnection()));
            TestingPostgres.shared().execute("ALTER ROLE rotated PASSWORD 'second'");
            secrets.put(ROLE, "second");
            List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        Connection connection = pool.getConnection();
                        synchronized (open) {
                            open.add(connection);
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(open).hasSize(5);
            for (Connection connection : open) {
                connection.close();
            }
        }
        assertThat(secrets.requests()).isEqualTo(2);
    }

    @Test
    void aPasswordThatIsWrongInTheSecretTooIsSaidAtOnce() {
        secrets.put(ROLE, "s3cret-guess");
        TargetDatabase target = target(Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, null));

        assertThatThrownBy(() -> target.unlimited(null).getConnection())
                .satisfies(failure -> {
                    assertThat(Failures.analysis(failure).isTransient()).isFalse();
                    assertThat(Failures.analysis(failure).action())
                            .isEqualTo("it is what %s says now: has the role this password?"
                                    .formatted(TestingSecrets.ARN));
                })
                .message()
                .isEqualTo(
                        "Failed to connect to PostgreSQL as %s: FATAL: password authentication failed for user \"rotated\"",
                        target)
                .doesNotContain("s3cret-guess");
        assertThat(secrets.requests()).isEqualTo(2);
    }

    @Test
    void aServiceThatIsOutOfReachCanPassAndOneThatRefusesCannot() {
        TargetDatabase target = target(Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, ROLE));
        secrets.fail(400, "AccessDeniedException", "no");
        assertThatThrownBy(() -> target.unlimited(null).getConnection())
                .satisfies(failure ->
                        assertThat(Failures.analysis(failure).isTransient()).isFalse())
                .message()
                .startsWith("Failed to connect to PostgreSQL as rotated@")
                .contains("Failed to read " + TestingSecrets.ARN)
                .hasLineCount(1);
        secrets.close();
        assertThatThrownBy(() -> target.unlimited(null).getConnection())
                .satisfies(failure ->
                        assertThat(Failures.analysis(failure).isTransient()).isTrue());
    }

    @Test
    void aFileThatIsReplacedCountsForTheNextConnection() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "first\n");
        try (HikariDataSource pool = open(Logins.inFile(ROLE, file));
                Connection before = pool.getConnection()) {
            TestingPostgres.shared().execute("ALTER ROLE rotated PASSWORD 'second'");
            Files.writeString(file, "second\n");

            try (Connection after = pool.getConnection()) {
                assertThat(role(after)).isEqualTo(ROLE);
            }
            assertThat(role(before)).isEqualTo(ROLE);
        }
        Files.writeString(file, "third");
        assertThatThrownBy(
                        () -> target(Logins.inFile(ROLE, file)).unlimited(null).getConnection())
                .satisfies(failure -> assertThat(Failures.analysis(failure).action())
                        .isEqualTo(
                                "is DW_PG_USER right, and the password in DW_PG_PASSWORD_FILE, %s?".formatted(file)));
    }

    private HikariDataSource open(Logins logins) {
        return target(logins).open(10, Duration.ofSeconds(10), null);
    }

    private TargetDatabase target(Logins logins) {
        return new TargetDatabase(database.host(), database.port(), database.name(), logins, false);
    }

    private static String role(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT current_user")) {
            answer.next();
            return answer.getString(1);
        }
    }
}
