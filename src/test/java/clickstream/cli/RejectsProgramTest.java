package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.load.HourLocks;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code etl rejects} in a process of its own, which the commands of a test share. */
class RejectsProgramTest {

    private static final String PREFIX = "events/2026/11/20/13/";

    @TempDir
    private Path folder;

    @Test
    void rejectsAreListedExportedAndTriedAgain() {
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database();
                ManyCommands program = program(s3, database, Map.of()).open()) {
            s3.put(PREFIX + "a", "{\"eventName\":\"click\"}\n{\u001bhalf".getBytes(StandardCharsets.UTF_8));
            s3.put(PREFIX + "large", "{\"eventName\":\"large\"}                  ".getBytes(StandardCharsets.UTF_8));
            for (int number = 0; number < 9; number++) {
                s3.put(PREFIX + "b" + number, "42".getBytes(StandardCharsets.UTF_8));
            }
            Result load = program(s3, database, Map.of("CLICKSTREAM_MAX_OBJECT_SIZE", "35B"))
                    .run("load", "--hour", "2026-11-20T13");
            assertThat(load.exitCode())
                    .as("11 of 12 are rejects: %s", load.err())
                    .isEqualTo(4);
            assertThat(load.out()).contains("12 read = 1 inserted + 0 duplicate + 0 conflicting + 11 rejected");

            Result list = program.run("rejects", "list", "--samples", "1");
            assertThat(list.exitCode()).as(list.err()).isZero();
            assertThat(list.out())
                    .contains("events/2026/11/20/13/a #1: ", "{\\x1bhalf")
                    .containsPattern("all reasons +11\\R")
                    .doesNotContain("\u001b");
            Result export = program.run(
                    "rejects", "export", "--folder", folder.resolve("x").toString());
            assertThat(export.out()).startsWith("11 rejects in " + folder);
            assertThat(folder.resolve("x/2026-11-20T13/00000001-a-1")).hasContent("{\u001bhalf");
            Result conflicts = program.run("rejects", "list", "--conflicts", "--output", "json");
            assertThat(conflicts.out().strip()).isEqualTo("{\"conflicts\":[]}");

            HourLocks.Lock lock = new HourLocks(database.dataSource()).tryLock(Hour.parse("2026-11-20T13"));
            assertThat(lock).isNotNull();
            Result held = program.run("rejects", "retry");
            if (lock != null) {
                lock.close();
            }
            assertThat(held.exitCode()).isEqualTo(5);
            assertThat(held.out().lines()).containsExactly("hour 2026-11-20T13 locked: in use by another run");

            Result retry = program.run("rejects", "retry", "--date", "2026-11-20");
            assertThat(retry.exitCode()).as(retry.err()).isZero();
            assertThat(retry.out().lines())
                    .containsExactly(
                            "hour 2026-11-20T13 complete",
                            "  objects  11 with rejects = 11 read + 0 not in S3 any more + 0 too large still + 0 failed",
                            "  rejects  11 before = 1 inserted + 0 duplicate + 0 conflicting + 10 still rejected"
                                    + " + 0 not in S3 any more + 0 not read");

            Result json = program.run("rejects", "retry", "--reason", "not_an_object", "--output", "json");
            assertThat(json.out())
                    .startsWith(
                            "{\"hours\":[{\"hour\":\"2026-11-20T13\",\"status\":\"complete\",\"objects\":{\"withRejects\":9,")
                    .endsWith("\"unread\":0,\"gone\":0}}}\n");
        }
    }

    /** What an operator does: export, repair, put the file back as an object of its own, and load. */
    @Test
    void theRejectOfAnObjectThatIsGoneIsExportedPutBackAndLoaded() throws IOException {
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database();
                ManyCommands program = program(s3, database, Map.of()).open()) {
            s3.put(PREFIX + "a", "{\"eventName\":\"click\"}\n{\"eventName\":\"half".getBytes(StandardCharsets.UTF_8));
            program.run("load", "--hour", "2026-11-20T13");
            s3.delete(PREFIX + "a");

            Result retry = program.run("rejects", "retry");
            assertThat(retry.exitCode()).as(retry.err()).isZero();
            assertThat(retry.out()).contains("1 with rejects = 0 read + 1 not in S3 any more");
            assertThat(retry.err()).contains("jobs/etl rejects export, and put what is in the file back");

            program.run("rejects", "export", "--folder", folder.resolve("x").toString());
            Path exported = folder.resolve("x/2026-11-20T13/00000001-a-1");
            s3.put(PREFIX + "a-again", (Files.readString(exported) + "\"}").getBytes(StandardCharsets.UTF_8));
            Result load = program.run("load", "--hour", "2026-11-20T13");

            assertThat(load.exitCode()).as(load.err()).isZero();
            assertThat(load.out()).contains("1 read = 1 inserted");
        }
    }

    private static LoaderProcess program(TestingS3 s3, TestingDatabase database, Map<String, String> over) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.putAll(over);
        return LoaderProcess.with(environment);
    }
}
