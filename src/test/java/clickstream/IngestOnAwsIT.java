package clickstream;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.IngestProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ingest's jar as it is shipped, with only those classes that it is to need. */
class IngestOnAwsIT {

    private static final List<String> COMMAND = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            "target/clickstream-ingest.jar",
            "--port",
            "0");

    @Test
    void itStartsWhereS3IsThatOfAws() {
        Map<String, String> environment = Map.of("RAW_BUCKET_NAME", "raw-events", "AWS_REGION", "cn-north-1");
        try (IngestProcess ingest = IngestProcess.start(environment, COMMAND)) {
            assertThat(ingest.address()).hasScheme("http");
            ingest.terminate();
            assertThat(ingest.exitCode()).isZero();
        }
    }
}
