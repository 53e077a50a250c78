package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.IngestProcess;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingLambda;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ingest's jar in both of its forms, server and function, and the loader behind them. */
final class BothFrontsIT {

    private static final int EACH = 4;

    @Test
    void theLoaderLoadsTheSameOfBoth() throws Exception {
        try (TestingS3 s3 = TestingS3.start();
                IngestProcess server = IngestProcess.startJar(s3.environment());
                TestingLambda function = TestingLambda.start(s3.environment());
                HttpClient client = HttpClient.newHttpClient();
                TestingDatabase database = TestingPostgres.shared().database()) {
            URI address = server.address().resolve("/clickstream");
            // As the predecessor's page sends it, and as the publisher does.
            for (String body : List.of(event(), event() + "\n" + event() + "\n" + event())) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.body()).startsWith("{\"success\":true");
            }
            for (String body : List.of(event(), "[" + event() + "," + event() + "," + event() + "]")) {
                assertThat(function.invoke(invocation(body)))
                        .startsWith("{\"statusCode\":200,")
                        .contains("{\\\"success\\\":true");
            }
            assertThat(s3.keys("events/"))
                    .hasSize(4)
                    .filteredOn(key -> key.endsWith(".json"))
                    .hasSize(2);

            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            LoaderProcess loader = LoaderProcess.with(environment);
            for (String hour : hours(s3)) {
                run(loader, "load", "--hour", hour);
                run(loader, "audit", "--deep", "--hour", hour);
            }
            JdbcClient rows = JdbcClient.create(database.dataSource());
            assertThat(rows.sql("SELECT count(*) FROM public.clickstream_events")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2 * EACH);
            assertThat(rows.sql("""
                            SELECT DISTINCT to_jsonb(event) - 'event_id' - 'event_timestamp'
                            FROM public.clickstream_events AS event
                            """).query(String.class).list())
                    .singleElement()
                    .asString()
                    .contains("\"context_product_price\": 9007199254740993", "\"user_id\": \"đ\"");
        }
    }

    private static String event() {
        return """
                {"eventName":"product_view","eventId":"%s","userId":"đ","isFirstVisit":true,\
                "product":{"id":"p-1","name":"A \\"lamp\\"","price":9007199254740993}}""".formatted(UUID.randomUUID());
    }

    private static String invocation(String body) {
        return """
                {"version":"2.0","rawPath":"/clickstream","headers":{"content-type":"application/json"},
                 "requestContext":{"http":{"method":"POST","path":"/clickstream","sourceIp":"203.0.113.9"},
                   "requestId":"request-1","stage":"$default"},
                 "body":"%s","isBase64Encoded":false}
                """.formatted(body.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static void run(LoaderProcess loader, String... arguments) {
        Result result = loader.run(arguments);
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    }

    /** As the loader is asked for them; the hour may have ended in between. */
    private static List<String> hours(TestingS3 s3) {
        return s3.keys("events/").stream()
                .map(key -> key.replaceFirst("events/(\\d+)/(\\d+)/(\\d+)/(\\d+)/.*", "$1-$2-$3T$4"))
                .distinct()
                .toList();
    }
}
