package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The publisher's modules over HTTP, where but one origin may send events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PublisherModulesTest {

    private static final Path SOURCES = Path.of("src", "main", "browser");

    private final TestingS3 s3 = TestingS3.start();
    private final TestingIngest ingest = TestingIngest.start(
            s3.environment(), Map.of("INGEST_ALLOWED_ORIGINS", "https://shop.example", "INGEST_KEY", "k"));

    @AfterAll
    void stop() {
        ingest.close();
        s3.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clickstream.js", "shop.js", "react.js", "events.js", "uploads.js"})
    void aModuleIsServedAsItIsWrittenToPagesOfAnyOrigin(String name) throws IOException {
        HttpResponse<String> answer = ask("GET", "/" + name, "Origin", "https://other.example");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readString(SOURCES.resolve(name)));
        assertThat(headers(answer)).isEqualTo("""
                text/javascript; charset=utf-8
                public, max-age=3600
                *
                cross-origin
                nosniff
                Accept-Encoding""");
    }

    @Test
    void belowItsVersionItNeverChanges() throws IOException {
        HttpResponse<String> answer = ask("GET", "/%s/shop.js".formatted(version()));

        assertThat(answer.body()).isEqualTo(Files.readString(SOURCES.resolve("shop.js")));
        assertThat(headers(answer)).contains("public, max-age=31536000, immutable\n*\n");
        assertThat(ask("GET", "/0.0.0/shop.js").statusCode()).isEqualTo(404);
    }

    @Test
    void itsVersionIsThatOfThePackage() throws IOException {
        assertThat(Files.readString(SOURCES.resolve("package.json")))
                .contains("\"version\": \"%s\"".formatted(version()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "*"})
    void whoHasItIsToldSo(String condition) {
        String tag = header(ask("HEAD", "/clickstream.js"), "ETag");
        HttpResponse<String> answer = ask("GET", "/clickstream.js", "If-None-Match", condition.formatted(tag));

        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "ETag")).isEqualTo(tag);
        assertThat(headers(answer)).contains("max-age=3600\n*\ncross-origin\n");
    }

    @Test
    void whoHasAnotherGetsIt() {
        String ofShop = header(ask("HEAD", "/shop.js"), "ETag");

        assertThat(ask("GET", "/clickstream.js", "If-None-Match", ofShop).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"'gzip, deflate, br', true", "'br, gzip;q=0.5', true", "gzip;q=0, false", "br, false", "'', false"})
    void itIsPackedForThoseWhoUnpack(String accepted, boolean packed) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    ingest.request("/clickstream.js")
                            .header("Accept-Encoding", accepted)
                            .build(),
                    BodyHandlers.ofByteArray());

            assertThat(header(answer, "Content-Encoding")).isEqualTo(packed ? "gzip" : "");
            assertThat(header(answer, "ETag").contains("-gzip")).isEqualTo(packed);
            assertThat(packed ? inflated(answer.body()) : answer.body())
                    .isEqualTo(Files.readAllBytes(SOURCES.resolve("clickstream.js")));
        }
    }

    @Test
    void headHasTheHeadersAlone() throws IOException {
        HttpResponse<String> answer = ask("HEAD", "/clickstream.js");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "Content-Length"))
                .isEqualTo(Long.toString(Files.size(SOURCES.resolve("clickstream.js"))));
    }

    @ParameterizedTest
    @CsvSource({"POST, /clickstream.js", "GET, /package.json", "GET, /Clickstream.js", "GET, /x/clickstream.js"})
    void nothingElseIsThere(String method, String path) {
        assertThat(ask(method, path).statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> ask(String method, String path, String... headers) {
        var request = ingest.request(path).method(method, BodyPublishers.noBody());
        return ingest.send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String headers(HttpResponse<?> answer) {
        return "%s\n%s\n%s\n%s\n%s\n%s"
                .formatted(
                        header(answer, "Content-Type"),
                        header(answer, "Cache-Control"),
                        header(answer, "Access-Control-Allow-Origin"),
                        header(answer, "Cross-Origin-Resource-Policy"),
                        header(answer, "X-Content-Type-Options"),
                        header(answer, "Vary"));
    }

    private static String version() throws IOException {
        Matcher version = Pattern.compile("clickstream-browser/([0-9.]+)")
                .matcher(Files.readString(SOURCES.resolve("clickstream.js")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private static byte[] inflated(byte[] bytes) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
}
