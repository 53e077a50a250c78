package clickstream.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the browser would tell, so that its silence means something. */
class TestingBrowserTest {

    @TempDir
    private Path folder;

    @Test
    void whatAPageAsksForAndSaysIsHeard() throws IOException, InterruptedException {
        Path page = Files.writeString(folder.resolve("page.html"), """
                <!DOCTYPE html>
                <title>page</title>
                <meta http-equiv="Content-Security-Policy" content="style-src 'none'">
                <style>body { color: red }</style>
                <img src="http://127.0.0.1:9/image">
                <script>setTimeout(() => { throw new Error("thrown") }); console.log("logged")</script>
                """);
        try (TestingBrowser browser = TestingBrowser.start()) {
            browser.open(page, "light");

            assertThat(browser.requested()).containsExactly(page.toUri().toString(), "http://127.0.0.1:9/image");
            assertThat(browser.console())
                    .anyMatch(said -> said.contains("logged"))
                    .anyMatch(said -> said.contains("thrown"))
                    .anyMatch(said -> said.contains("Content Security Policy"));
            assertThat(browser.evaluate("document.title").asString()).isEqualTo("page");
        }
    }
}
