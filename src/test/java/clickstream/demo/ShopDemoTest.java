package clickstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.IngestProcess;
import clickstream.testing.LoaderProcess;
import clickstream.testing.TestingBrowser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code jobs/demo --shop} as its visitor sees it in a real browser: browse, view, add to the cart, check out, and each click is a row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class ShopDemoTest {

    private static final String LOADED =
            "[...document.querySelectorAll('aside li')].filter(each => each.dataset.state == 'loaded')";

    // First: where there is no browser there need be no servers.
    private final TestingBrowser browser = TestingBrowser.start();
    private final Process demo;
    private final BufferedReader out;
    private final Path temporary;

    ShopDemoTest(@TempDir Path folder) throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
        demo = new ProcessBuilder(
                        java(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + temporary,
                        // Where PostgreSQL itself is unpacked, once for all.
                        "-Dot.epg.working-dir=" + Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg"),
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "clickstream.demo.Demo",
                        launcher(folder.resolve("etl"), LoaderProcess.commandLine()),
                        launcher(folder.resolve("ingest"), IngestProcess.commandLine()),
                        "--shop")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        out = demo.inputReader(StandardCharsets.UTF_8);
    }

    @BeforeAll
    void buyAShirt() throws IOException, InterruptedException {
        browser.open(address());
        browser.click("nav a[href='/danh-muc/ao']");
        browser.click(".products a[href='/san-pham/ao-thun-co-tron']");
        browser.click("#add");
        browser.click("#cart");
        browser.click("#checkout");
        browser.await("document.querySelector('form')");
        browser.evaluate("""
                document.querySelector('[name=name]').value = 'Nguyễn Thị Bí Mật',
                document.querySelector('[name=phone]').value = '0901234567',
                document.querySelector('[name=address]').value = '1 Phố Bí Mật'""");
        browser.click("form button");
        browser.await("document.querySelector('aside li[data-state=loaded]:first-child summary b')?.textContent"
                + " == 'checkout_complete'");
    }

    @AfterAll
    void stop() {
        browser.close();
        demo.destroyForcibly();
    }

    @Test
    @Order(1)
    void eachClickBecameARowWithinSeconds() {
        assertThat(strings(LOADED + ".map(each => each.querySelector('b').textContent).reverse()"))
                .containsExactly(
                        "page_view",
                        "home_view",
                        "click",
                        "page_view",
                        "category_view",
                        "click",
                        "page_view",
                        "product_view",
                        "click",
                        "add_to_cart_click",
                        "add_to_cart",
                        "click",
                        "page_view",
                        "click",
                        "page_view",
                        "checkout_start",
                        "click",
                        "checkout_complete");
    }

    @Test
    @Order(1)
    void theObjectAndTheRowStandBesideThePage() {
        assertThat(strings(LOADED + ".map(each => each.querySelector('pre').textContent)"))
                .filteredOn(text -> text.contains("\"product_view\""))
                .singleElement()
                .asString()
                .containsPattern("s3: events/\\d{4}/\\d\\d/\\d\\d/\\d\\d/event-[-0-9a-f]{36}\\.json")
                .contains("\"product\": {\n  \"id\": \"MAY-001\",\n  \"name\": \"Áo thun cổ tròn\"")
                .contains("\"_ingest\": {\n  \"receivedAt\": ")
                .contains(
                        "\"context_product_name\": \"Áo thun cổ tròn\"", "\"context_product_discount_price\": 149000");
    }

    @Test
    @Order(1)
    void whatWasTypedIsNowhere() {
        assertThat(browser.evaluate("document.querySelector('aside').textContent")
                        .asString())
                .doesNotContain("Bí Mật", "0901234567");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    @Order(2)
    void nothingIsLeftOfIt() throws IOException, InterruptedException {
        List<ProcessHandle> started = demo.descendants().toList();
        assertThat(started).isNotEmpty();
        assertThat(leftovers()).hasSize(2);

        demo.destroy();

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(started).noneMatch(ProcessHandle::isAlive);
        assertThat(leftovers()).isEmpty();
    }

    /** The database's folder and the ingest's log. */
    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("(clickstream-postgres-|ingest).*"))
                    .toList();
        }
    }

    /** What the demonstration says when the shop is open. */
    private URI address() throws IOException {
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("The shop is open: ")) {
                return URI.create(line.substring("The shop is open: ".length()));
            }
            said.add(line);
        }
        throw new AssertionError("the shop did not open: " + said);
    }

    private List<String> strings(String expression) {
        JsonNode values = browser.evaluate(expression);
        return IntStream.range(0, values.size())
                .mapToObj(index -> values.path(index).asString())
                .toList();
    }

    /** What stands for a launcher of this build, which has no jar yet. */
    private static String launcher(Path file, List<String> commandLine) throws IOException {
        Files.writeString(
                file, """
                #!/bin/sh
                exec %s "$@"
                """.formatted(commandLine.stream().map("'%s'"::formatted).collect(Collectors.joining(" "))));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
