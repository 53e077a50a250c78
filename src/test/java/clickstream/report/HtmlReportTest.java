package clickstream.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.Hour;
import clickstream.rejects.StoredReject;
import clickstream.report.HourStatus.State;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

    private static final Hour HOUR = Hour.parse("2025-10-17T05");

    /** As much of it as the database hands over, and of the kind that takes the most room. */
    private static final String HOSTILE = "\u202e<\0".repeat(666);

    @Test
    void thePageOfTheMostHoursHasAtMostThreeMegabytes() throws IOException {
        String page = page(hours(HtmlReport.MOST_HOURS));

        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isBetween(1_000_000, 3_000_000);
        assertThat(Pattern.compile("<td class=\"[a-z]+( s\\d)?\" title=\"2")
                        .matcher(page)
                        .results())
                .hasSize(HtmlReport.MOST_HOURS);
    }

    @Test
    void thePolicyNamesTheStyleSheetThatIsThere() throws Exception {
        String page = page(hours(1));

        Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(page);
        assertThat(style.find()).isTrue();
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(style.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(page.replace("&#x3D;", "=")).contains("style-src 'sha256-%s';".formatted(hash));
    }

    @Test
    void nothingOfWhatStrangersWroteIsMarkup() throws IOException {
        assertThat(page(hours(48))).doesNotContain("\u202e", "\0", "<\\", "<script", "http:", "https:");
    }

    @Test
    void whereNothingIsThePageSaysSo() throws IOException {
        StringWriter page = new StringWriter();
        HourStatus missing = new HourStatus(HOUR, State.MISSING, null, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO);
        new HtmlReport(new ReportData(
                        HOUR,
                        HOUR.plus(1),
                        HOUR.plus(5).start(),
                        List.of(missing),
                        new EventNames(List.of(), 0, 0, null),
                        List.of(),
                        List.of()))
                .write(page);

        assertThat(page.toString())
                .contains(
                        "title=\"2025-10-17T05 missing\"", "There is no row with", "nothing to show", "There is none.");
    }

    @Test
    void aDiskThatIsFullIsSaidAsSuch() {
        Writer full = new Writer() {
            @Override
            public void write(char[] characters, int from, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> new HtmlReport(data(hours(1))).write(full))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
    }

    private static String page(List<HourStatus> hours) throws IOException {
        StringWriter page = new StringWriter();
        new HtmlReport(data(hours)).write(page);
        return page.toString();
    }

    private static List<HourStatus> hours(int count) {
        return IntStream.range(0, count)
                .mapToObj(HOUR::plus)
                .map(hour -> new HourStatus(
                        hour,
                        State.COMPLETE,
                        hour.plus(1).start().plusSeconds(390),
                        1_000_000,
                        100_000,
                        0,
                        1_000_000 + hour.hashCode() % 100_000,
                        1_000,
                        1_000,
                        100_000,
                        1_102_000,
                        Duration.ofSeconds(77)))
                .toList();
    }

    private static ReportData data(List<HourStatus> hours) {
        Hour end = HOUR.plus(hours.size());
        List<EventNames.Count> names = IntStream.range(0, 20)
                .mapToObj(name -> new EventNames.Count(HOSTILE, 1_000_000))
                .toList();
        StoredReject reject = new StoredReject(
                HOUR,
                HOSTILE,
                "etag",
                0,
                "malformed_json",
                HOSTILE,
                64,
                ByteBuffer.wrap("\u202e<\0".repeat(33).getBytes(StandardCharsets.UTF_8)));
        List<RejectSamples> rejects = IntStream.range(0, 9)
                .mapToObj(reason -> new RejectSamples("reason", 100_000, List.of(reject, reject, reject)))
                .toList();
        RecentRun run = new RecentRun(1, HOUR, false, "failed", HOUR.start(), end.start(), 1, 1, HOSTILE);
        return new ReportData(
                HOUR,
                end,
                end.start(),
                hours,
                new EventNames(names, 1_000_000, 1_000_000_000, end.start()),
                rejects,
                IntStream.range(0, 30).mapToObj(index -> run).toList());
    }
}
