package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OneRequestTest {

    private final TestingS3 s3 = TestingS3.start();
    private final TestingIngest ingest = TestingIngest.start(s3.environment(), Map.of());

    @BeforeEach
    void empty() {
        s3.keys("").forEach(s3::delete);
    }

    @AfterAll
    void stop() {
        ingest.close();
        s3.close();
    }

    @Test
    void anEventOfThePredecessorsFormIsStoredBeforeItIsAcknowledged() {
        HttpResponse<String> answer = ingest.post("{\"eventName\":\"click\"}", "Content-Type", "application/json");

        assertThat(answer.body()).isEqualTo("{\"success\":true}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(s3.keys("events/"))
                .singleElement()
                .asString()
                .matches("events/\\d{4}/\\d\\d/\\d\\d/\\d\\d/event-[0-9a-f-]{36}\\.json");
    }
}
