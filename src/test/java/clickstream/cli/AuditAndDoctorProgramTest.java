package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The two commands in processes of their own, one for each environment: what they say and how they end. */
class AuditAndDoctorProgramTest {

    private static TestingS3 s3;
    private static TestingDatabase database;
    private static ManyCommands program;

    @BeforeAll
    static void start() {
        s3 = TestingS3.start();
        database = TestingPostgres.shared().database();
        program = open(Map.of());
        s3.put("events/2026/11/20/13/a", bytes("{\"eventName\":\"click\"}"));
        assertThat(program.run("load", "--hour", "2026-11-20T13").exitCode()).isZero();
        s3.put("events/2026/11/20/14/b", bytes("{\"eventName\":\"click\"}"));
    }

    @AfterAll
    static void stop() {
        program.close();
        database.close();
        s3.close();
    }

    @Test
    void theExitCodeOfAnAuditSaysWhetherThereIsAGap() {
        Result nothing = program.run("audit", "--hour", "2026-11-20T13", "--deep");
        assertThat(nothing.exitCode()).as(nothing.out() + nothing.err()).isZero();
        assertThat(nothing.err()).isEmpty();
        assertThat(nothing.out()).contains("hours: 1, empty: 0; no gap");
        Result found = program.run("audit", "--date", "2026-11-20");
        assertThat(found.exitCode()).as(found.err()).isEqualTo(6);
        assertThat(found.out()).contains("  missing  b: modified ").contains("hours: 24, empty: 22; there are gaps");
        Result document = program.run("audit", "--date", "2026-11-20", "--output", "json");
        assertThat(document.exitCode()).isEqualTo(6);
        assertThat(document.out()).startsWith("{\"deep\":false,\"hours\":[").endsWith("}\n");
    }

    @Test
    void theDoctorExitsWithZeroWhereAllIsOk() {
        Result result = program.run("doctor");

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(result.out().lines()).allMatch(line -> line.startsWith("ok     "));
        assertThat(result.err()).isEmpty();
    }

    @Test
    void whatIsWrongIsOneLineInBothCommands() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(Map.of("DW_PG_PASSWORD", "g(u)ess"), "password authentication failed for user \"etl\""));
        cases.add(new Case(Map.of("DW_PG_PORT", "1"), ":1/%s: ".formatted(database.name())));
        cases.add(new Case(Map.of("RAW_BUCKET_NAME", "absent-bucket"), "404 NoSuchBucket"));
        for (Case wrong : cases) {
            String said = wrong.said();
            Result doctor;
            Result audit;
            try (ManyCommands there = open(wrong.environment())) {
                doctor = there.run("doctor");
                audit = there.run("audit", "--hour", "2026-11-20T13");
            }
            assertThat(doctor.exitCode()).as(doctor.err()).isEqualTo(1);
            assertThat(doctor.err()).isEmpty();
            assertThat(doctor.out().lines().filter(line -> line.startsWith("wrong ")))
                    .singleElement()
                    .asString()
                    .contains(said);
            assertKeepsSecrets(doctor);
            assertThat(audit.exitCode()).isEqualTo(1);
            assertThat(audit.err().strip()).hasLineCount(1).contains(said);
            assertThat(audit.out()).isEmpty();
            assertKeepsSecrets(audit);
        }
    }

    @Test
    void aMissingRightOrColumnIsOneLineInBothCommands() {
        try (TestingDatabase other = TestingPostgres.shared().database();
                ManyCommands there = open(other.environment())) {
            there.run("load", "--hour", "2026-11-20T13");
            other.execute("ALTER TABLE clickstream_events DROP COLUMN user_id");
            assertWrong(there.run("doctor"), "wrong  table: public.clickstream_events; user_id is missing");
            Result load = there.run("load", "--hour", "2026-11-20T14");
            assertThat(load.exitCode()).isEqualTo(1);
            assertThat(load.err())
                    .contains("public.clickstream_events cannot be loaded into; user_id is missing: ALTER TABLE ");
            Result deep = there.run("audit", "--hour", "2026-11-20T13", "--deep");
            assertThat(deep.exitCode()).isEqualTo(1);
            assertThat(deep.err().strip())
                    .hasLineCount(1)
                    .contains("column \"user_id\" does not exist; jobs/etl doctor says what to change");

            other.execute("ALTER TABLE clickstream_events ADD COLUMN user_id text");
            other.execute("REVOKE SELECT ON etl.object_ledger FROM etl");
            assertWrong(there.run("doctor"), "GRANT SELECT ON etl.object_ledger TO etl");
            Result audit = there.run("audit", "--hour", "2026-11-20T13");
            assertThat(audit.exitCode()).isEqualTo(1);
            assertThat(audit.err().strip())
                    .hasLineCount(1)
                    .contains("permission denied for table object_ledger; grant the role this right");
        }
    }

    @Test
    void aSettingThatIsMissingIsWrongUsageInBothCommands() {
        try (ManyCommands there = open(Map.of("RAW_BUCKET_NAME", ""))) {
            for (String command : List.of("audit", "doctor")) {
                Result result = there.run(command);
                assertThat(result.exitCode()).isEqualTo(2);
                assertThat(result.err().strip())
                        .hasLineCount(1)
                        .contains("etl %s: RAW_BUCKET_NAME not set in the environment".formatted(command));
            }
        }
    }

    private record Case(Map<String, String> environment, String said) {}

    private static void assertWrong(Result result, String said) {
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out().lines().filter(line -> line.startsWith("wrong ")))
                .singleElement()
                .asString()
                .contains(said);
        assertKeepsSecrets(result);
    }

    private static void assertKeepsSecrets(Result result) {
        assertThat(result.out() + result.err())
                .doesNotContain(database.password(), "g(u)ess", s3.secretKey(), "\tat ", "Exception");
    }

    private static ManyCommands open(Map<String, String> over) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.putAll(over);
        return LoaderProcess.with(environment).open();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
