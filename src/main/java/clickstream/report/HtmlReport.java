package clickstream.report;

import clickstream.event.Plural;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What the database says of hours as one HTML page that needs nothing but itself: no script, no network, one style sheet that its policy
 * names by its hash. All texts are escaped by the template engine; only the style sheet and the lines of charts, which hold no text, are
 * not. Thread-safe.
 */
public final class HtmlReport {

    /** Hours that a page can have, 400 days: it has at most about 3 MB then. */
    public static final int MOST_HOURS = 9_600;

    private final ReportData data;
    private final Template template;
    private final String style;

    HtmlReport(ReportData data) {
        this.data = data;
        this.style = resource("report.css");
        // Strict: a name in the template that nothing answers to is a defect, not an empty place.
        this.template = Mustache.compiler().strictSections(true).compile(resource("report.html"));
    }

    /** Writes the page, in UTF-8 where the writer is. */
    public void write(Writer out) throws IOException {
        try {
            template.execute(Page.of(data, style, hash(style)), out);
        } catch (MustacheException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** What it shows, in few words. */
    public String summary() {
        return "%s, of which %,d incomplete and %,d missing"
                .formatted(
                        Plural.of(data.hours().size(), "hour"),
                        count(HourStatus.State.INCOMPLETE),
                        count(HourStatus.State.MISSING));
    }

    private long count(HourStatus.State state) {
        return data.hours().stream().filter(hour -> hour.state() == state).count();
    }

    private static String resource(String name) {
        try (InputStream resource = HtmlReport.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("not packaged: " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As <a href="https://www.w3.org/TR/CSP3/">Content Security Policy</a> writes hashes. */
    private static String hash(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256-" + Base64.getEncoder().encodeToString(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
