package clickstream.database;

import static clickstream.testing.TestingCertificates.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import clickstream.credentials.Login;
import clickstream.credentials.Logins;
import clickstream.job.Failures;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.RdsTokens;
import clickstream.testing.TestingAwsSettings;
import clickstream.testing.TestingCertificates;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingRds;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose certificate is as it must be, and others; what PostgreSQL's own log says of those who came. */
class TlsTest {

    @TempDir
    private static Path folder;

    private static TestingCertificates certificates;
    private static TestingPostgres postgres;
    private static TestingDatabase database;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestingCertificates.in(folder);
        Map<String, String> settings = new HashMap<>(certificates.postgresSettings());
        settings.put("logging_collector", "on");
        settings.put(
                "log_directory", Files.createDirectory(folder.resolve("log")).toString());
        settings.put("log_connections", "all");
        postgres = TestingPostgres.start(settings);
        database = postgres.database();
    }

    @AfterAll
    static void stop() {
        database.close();
        postgres.close();
    }

    @Test
    void aServerWithTheRightCertificateIsSpokenToOverTls() throws Exception {
        try (Connection connection =
                        target(HOST).unlimited(certificates.authority()).getConnection();
                HikariDataSource pool = target(HOST).open(1, Duration.ofSeconds(10), certificates.authority());
                Connection pooled = pool.getConnection()) {
            assertThat(answer(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("t");
            assertThat(answer(pooled, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("t");
        }
        assertThat(logged("connection authenticated")).isPositive(); // what the others count
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotTrustedAndNobodyLogsIn() throws IOException {
        assertFails(
                target(HOST),
                certificates.otherAuthority(),
                "SSL error: ",
                "clickstream.database.root-certificate must be a PEM file with the authority that signed the server's certificate");
        assertFails(
                target(HOST),
                null, // those of the JVM
                "SSL error: ",
                "clickstream.database.root-certificate must be a PEM file with the authority that signed the server's certificate");
    }

    @Test
    void aCertificateOfAnotherNameIsNotTrustedAndNobodyLogsIn() throws IOException {
        assertFails(
                target("127.0.0.1"),
                certificates.authority(),
                "The hostname 127.0.0.1 could not be verified",
                "DW_PG_HOST must be a name that the server's certificate has");
    }

    @Test
    void aServerWithoutTlsIsNotSpokenTo() throws IOException {
        try (TestingDatabase plain = TestingPostgres.shared().database()) {
            assertFails(
                    new TargetDatabase(
                            plain.host(), plain.port(), plain.name(), new Login(plain.user(), plain.password()), true),
                    certificates.authority(),
                    "The server does not support SSL",
                    "DW_PG_SSL is true: turn TLS on at the server, or is this another server?");
        }
    }

    @Test
    void aFileOfAuthoritiesThatIsNotThereOrNoneIsNamed() throws IOException {
        Path absent = folder.resolve("absent.pem");
        assertFails(
                target(HOST),
                absent,
                "Could not open SSL root certificate file %s".formatted(absent),
                "clickstream.database.root-certificate must be a file that can be read");
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "not a certificate");
        assertFails(
                target(HOST),
                garbage,
                "Loading the SSL root certificate %s".formatted(garbage),
                "clickstream.database.root-certificate must be a PEM file with the authority that signed the server's certificate");
    }

    @Test
    void eachConnectionBringsATokenOfItsOwn() throws Exception {
        try (TestingAwsSettings _ = TestingAwsSettings.set(Map.of(
                        "aws.region",
                        "ap-southeast-1",
                        "aws.accessKeyId",
                        "AKIATESTING",
                        "aws.secretAccessKey",
                        "s3cret-of-aws"));
                TestingRds rds = TestingRds.start(certificates, database, "s3cret-of-aws");
                Connection first = rds(rds).unlimited(certificates.authority()).getConnection()) {
            Thread.sleep(1_000); // a token's time has seconds
            try (Connection second =
                    rds(rds).unlimited(certificates.authority()).getConnection()) {
                assertThat(answer(first, "SELECT current_user")).isEqualTo(database.user());
                assertThat(answer(second, "SELECT current_user")).isEqualTo(database.user());
            }
            assertThat(rds.tokens()).hasSize(2).doesNotHaveDuplicates();
            assertThat(rds.tokens()).allMatch(token -> RdsTokens.isSigned(token, "s3cret-of-aws"));
        }
    }

    @Test
    void aTokenThatIsRefusedIsSaidWithTheMend() throws Exception {
        try (TestingAwsSettings _ = TestingAwsSettings.set(Map.of(
                        "aws.region",
                        "ap-southeast-1",
                        "aws.accessKeyId",
                        "AKIATESTING",
                        "aws.secretAccessKey",
                        "s3cret-of-another"));
                TestingRds rds = TestingRds.start(certificates, database, "s3cret-of-aws")) {
            assertThatThrownBy(
                            () -> rds(rds).unlimited(certificates.authority()).getConnection())
                    .satisfies(
                            failure -> assertThat(Failures.analysis(failure).action())
                                    .isEqualTo(
                                            "has the database role rds_iam, may the AWS role rds-db:connect as it, and is the clock right?"))
                    .message()
                    .isEqualTo(
                            "Failed to connect to PostgreSQL as %s: FATAL: PAM authentication failed for user \"etl\"",
                            rds(rds))
                    .doesNotContain("X-Amz");
        }
    }

    @Test
    void theProgramSaysInOneLineWhatIsWrongAndTakesATokenWhereAllIsRight() throws Exception {
        Map<String, String> tls = new HashMap<>(database.environment());
        tls.put("DW_PG_HOST", HOST);
        tls.put("DW_PG_SSL", "true");
        tls.put("CLICKSTREAM_DATABASE_ROOTCERTIFICATE", certificates.authority().toString());
        try (TestingRds rds = TestingRds.start(certificates, database, "s3cret-of-aws")) {
            Map<String, String> iam = with(tls, "DW_PG_IAM", "true");
            iam.remove("DW_PG_PASSWORD");
            iam.put("DW_PG_PORT", Integer.toString(rds.port()));
            iam.put("AWS_REGION", "ap-southeast-1");
            iam.put("AWS_ACCESS_KEY_ID", "AKIATESTING");
            iam.put("AWS_SECRET_ACCESS_KEY", "s3cret-of-aws");
            Running right = LoaderProcess.with(iam).start("migrate");
            Running authority = LoaderProcess.with(with(
                            tls,
                            "CLICKSTREAM_DATABASE_ROOTCERTIFICATE",
                            certificates.otherAuthority().toString()))
                    .start("migrate");
            Running name =
                    LoaderProcess.with(with(tls, "DW_PG_HOST", "127.0.0.1")).start("migrate");

            Result done = right.result();
            assertThat(done.exitCode()).as(done.err()).isZero();
            assertThat(done.out()).isEqualTo("%s: 6 migrations applied\n".formatted(rds(rds)));
            assertThat(rds.tokens()).isNotEmpty();
            assertSaysInOneLine(authority.result(), "the authority that signed the server's certificate");
            assertSaysInOneLine(name.result(), "DW_PG_HOST must be a name that the server's certificate has");
        }
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(name, value);
        return changed;
    }

    private static void assertSaysInOneLine(Result result, String action) {
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().strip())
                .hasLineCount(1)
                .startsWith("etl: Failed to connect to PostgreSQL as etl@")
                .endsWith(action);
    }

    private static void assertFails(TargetDatabase target, @Nullable Path authority, String said, String action)
            throws IOException {
        long before = logged("connection authenticated");
        Throwable failure = catchThrowable(() -> target.unlimited(authority).getConnection());

        assertThat(failure)
                .isInstanceOf(SQLException.class)
                .message()
                .startsWith("Failed to connect to PostgreSQL as %s: %s".formatted(target, said))
                .hasLineCount(1)
                .doesNotContain(database.password());
        assertThat(Failures.analysis(failure).action()).isEqualTo(action);
        assertThat(Failures.analysis(failure).isTransient()).isFalse();
        assertThat(logged("connection authenticated")).isEqualTo(before);
        assertThat(logged("password authentication failed")).isZero();
    }

    /** How often PostgreSQL said so. */
    private static long logged(String what) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("log"))) {
            String log = files.map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.joining());
            return log.lines().filter(line -> line.contains(what)).count();
        }
    }

    private static TargetDatabase target(String host) {
        return new TargetDatabase(
                host, database.port(), database.name(), new Login(database.user(), database.password()), true);
    }

    private static TargetDatabase rds(TestingRds rds) {
        return new TargetDatabase(
                HOST, rds.port(), database.name(), Logins.signed(database.user(), HOST, rds.port()), true);
    }

    private static String answer(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
