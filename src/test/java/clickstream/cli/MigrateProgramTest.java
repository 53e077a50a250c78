package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code etl migrate} in a process of its own, and loads of a role that may not migrate in another one. */
class MigrateProgramTest {

    private static final String PASSWORD = "of the loader";

    @Test
    void theOwnerMigratesAndAnotherRoleLoads() {
        TestingPostgres.shared().execute("CREATE ROLE program_loader LOGIN PASSWORD '%s'".formatted(PASSWORD));
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database();
                ManyCommands loader = LoaderProcess.with(ofLoader(s3, database)).open();
                ManyCommands owner = LoaderProcess.with(database.environment()).open()) {
            s3.put("events/2026/11/20/13/a", "{\"eventName\":\"click\"}".getBytes(StandardCharsets.UTF_8));

            assertSaysInOneLine(
                    owner.run("migrate", "--grant-to", "absent"),
                    2,
                    "etl migrate: --grant-to absent: there is no such role; CREATE ROLE makes it (etl migrate --help shows how)");
            assertSaysInOneLine(
                    loader.run("load", "--hour", "2026-11-20T13"),
                    1,
                    "etl: Failed to migrate the database: program_loader lacks CREATE ON DATABASE %s, CREATE ON SCHEMA public; run jobs/etl migrate as the owner of its tables"
                            .formatted(database.name()));

            Result migrated = owner.run("migrate", "--grant-to", "program_loader");
            assertThat(migrated.exitCode()).as(migrated.err()).isZero();
            assertThat(migrated.err()).isEmpty();
            assertThat(migrated.out().lines())
                    .startsWith("etl@%s:%d/%s: 6 migrations applied"
                            .formatted(database.host(), database.port(), database.name()))
                    .contains("GRANT INSERT ON public.clickstream_events TO program_loader")
                    .endsWith("program_loader has all that a load needs");
            Result loaded = loader.run("load", "--hour", "2026-11-20T13");
            assertThat(loaded.exitCode()).as(loaded.err()).isZero();

            database.execute("DELETE FROM etl.flyway_schema_history WHERE version IN ('5', '6')");
            assertSaysInOneLine(
                    loader.run("load", "--hour", "2026-11-20T13"),
                    1,
                    "etl: Failed to migrate the database: program_loader lacks CREATE ON SCHEMA etl, INSERT ON etl.flyway_schema_history; run jobs/etl migrate as the owner of its tables");
        } finally {
            TestingPostgres.shared().execute("DROP ROLE program_loader");
        }
    }

    private static Map<String, String> ofLoader(TestingS3 s3, TestingDatabase database) {
        Map<String, String> variables = new HashMap<>(s3.environment());
        variables.putAll(database.environment("program_loader", PASSWORD));
        return variables;
    }

    private static void assertSaysInOneLine(Result result, int exitCode, String said) {
        assertThat(result.err().strip()).isEqualTo(said);
        assertThat(result.out()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }
}
