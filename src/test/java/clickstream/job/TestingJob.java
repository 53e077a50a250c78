package clickstream.job;

import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * S3, a database and the program on both, for one test: an instance field that is registered as an extension. S3 is that of the JVM,
 * without objects; the database is the test's own and migrated. What a test says is what it needs else: properties, other servers.
 */
public final class TestingJob implements AfterEachCallback {

    private final Map<String, String> bucket;
    private final TestingDatabase database;
    private TestingEtl etl;

    private TestingJob(Map<String, String> bucket, TestingDatabase database, String... properties) {
        this.bucket = bucket;
        this.database = database;
        etl = TestingEtl.start(bucket, database, properties);
    }

    /**
     * With a database that is migrated.
     *
     * @param properties as in {@code clickstream.load.partitions=2}
     */
    public static TestingJob with(String... properties) {
        TestingS3.shared().deleteAll();
        return on(TestingS3.shared().environment(), properties);
    }

    /** With a database that is empty. */
    public static TestingJob unmigrated(String... properties) {
        TestingS3.shared().deleteAll();
        return new TestingJob(
                TestingS3.shared().environment(), TestingPostgres.shared().database(), properties);
    }

    /** With a bucket of the test's own, whose objects stay. */
    public static TestingJob on(Map<String, String> bucket, String... properties) {
        return new TestingJob(bucket, TestingPostgres.shared().migratedDatabase(), properties);
    }

    public TestingDatabase database() {
        return database;
    }

    public TestingEtl etl() {
        return etl;
    }

    /** Ends the program and starts it again with these properties only. */
    public TestingEtl restart(String... properties) {
        return restart(bucket, database.environment(), properties);
    }

    /** Ends the program and starts it again on what these environment variables name. */
    public TestingEtl restart(Map<String, String> source, Map<String, String> target, String... properties) {
        etl.close();
        etl = TestingEtl.start(source, target, properties);
        return etl;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        etl.close();
        database.close();
    }
}
