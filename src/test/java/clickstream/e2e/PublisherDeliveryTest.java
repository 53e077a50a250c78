package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The publisher's own tests once more, with an ingest and its bucket in place of the receiver that stands for both. */
final class PublisherDeliveryTest {

    /** Needs Node and Chromium, and takes minutes. */
    @Tag("long")
    @Test
    void whatIsMadeInABrowserIsInTheBucket(@TempDir Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        try (TestingS3 s3 = TestingS3.start();
                TestingIngest ingest = TestingIngest.start(s3.environment(), Map.of())) {
            ProcessBuilder tests =
                    new ProcessBuilder(".ci/browser").redirectErrorStream(true).redirectOutput(said.toFile());
            tests.environment().putAll(s3.environment());
            tests.environment()
                    .putAll(Map.of(
                            "CLICKSTREAM_TESTING_BROWSER", "required",
                            "CLICKSTREAM_TESTING_INGEST", ingest.address().toString(),
                            "CLICKSTREAM_TESTING_S3", s3.endpoint().toString(),
                            "CLICKSTREAM_TESTING_BUCKET", s3.bucket(),
                            "REPORTER", "spec"));

            int exitCode = tests.start().waitFor();

            assertThat(exitCode).as(Files.readString(said)).isZero();
            assertThat(said).content().contains("✔ what is made is stored");
            assertThat(s3.keys("events/")).isNotEmpty();
        }
    }
}
