package clickstream.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import clickstream.event.EventIssue;
import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.MappedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value can be as long as its object, 16 MiB: it takes linear time, and its issue stays short. */
final class HugeValuesTest {

    private static final int LENGTH = 16 * 1024 * 1024;
    private static final Duration LINEAR = Duration.ofSeconds(10);

    static Stream<Arguments> prices() {
        return Stream.of(
                Arguments.of("digits", "9".repeat(LENGTH), IssueReason.OUT_OF_RANGE),
                Arguments.of("fraction", "0." + "3".repeat(LENGTH), IssueReason.NOT_INTEGRAL),
                Arguments.of("exponent", "1e" + "9".repeat(LENGTH), IssueReason.OUT_OF_RANGE),
                Arguments.of("negative exponent", "1e-" + "9".repeat(LENGTH), IssueReason.NOT_INTEGRAL),
                Arguments.of("blanks", " ".repeat(LENGTH) + "x", IssueReason.NOT_A_NUMBER),
                Arguments.of("zeros", "0".repeat(LENGTH), IssueReason.NOT_A_NUMBER),
                Arguments.of("text", "x".repeat(LENGTH), IssueReason.NOT_A_NUMBER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("prices")
    void aHugePriceIsToldApartInLinearTime(String name, String text, IssueReason reason) {
        MappedEvent mapped = product("price", new JsonString(text));
        assertThat(mapped.issues()).extracting(EventIssue::reason).containsExactly(reason);
        assertThat(mapped.issues().getFirst().detail())
                .startsWith("product.price = \"" + text.substring(0, Detail.KEPT) + "…\"")
                .endsWith(" (%d characters)".formatted(text.length()));
    }

    @Test
    void aHugeSpellingOfASmallPriceIsThatPrice() {
        assertThat(product("price", new JsonString("5." + "0".repeat(LENGTH)))
                        .row()
                        .productPrice())
                .isEqualTo(5);
        assertThat(product("price", new JsonString("5" + "0".repeat(LENGTH) + "e-" + LENGTH))
                        .row()
                        .productPrice())
                .isEqualTo(5);
        assertThat(product("price", new JsonNumber("0." + "0".repeat(LENGTH) + "5e" + (LENGTH + 1)))
                        .row()
                        .productPrice())
                .isEqualTo(5);
        assertThat(product("price", new JsonString("0e" + "9".repeat(LENGTH)))
                        .row()
                        .productPrice())
                .isEqualTo(0);
        assertThat(product("price", new JsonString(" ".repeat(LENGTH) + "5" + " ".repeat(LENGTH)))
                        .row()
                        .productPrice())
                .isEqualTo(5);
    }

    static Stream<Arguments> times() {
        return Stream.of(
                Arguments.of("digits", "9".repeat(LENGTH), IssueReason.IMPLAUSIBLE_TIMESTAMP),
                Arguments.of("zeros", "0".repeat(LENGTH), IssueReason.IMPLAUSIBLE_TIMESTAMP),
                Arguments.of("nearly digits", "9".repeat(LENGTH) + "x", IssueReason.BAD_TIMESTAMP),
                Arguments.of("a year", "+" + "9".repeat(LENGTH), IssueReason.BAD_TIMESTAMP),
                Arguments.of(
                        "a fraction", "2026-11-20T13:04:59." + "9".repeat(LENGTH) + "Z", IssueReason.BAD_TIMESTAMP),
                Arguments.of("a day of the month", "Fri, " + "9".repeat(LENGTH), IssueReason.BAD_TIMESTAMP),
                Arguments.of("blanks", " ".repeat(LENGTH), IssueReason.BAD_TIMESTAMP));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("times")
    void aHugeTimeIsToldApartInLinearTime(String name, String text, IssueReason reason) {
        MappedEvent mapped = mapped("eventTimestamp", new JsonString(text));
        assertThat(mapped.issues()).extracting(EventIssue::reason).containsExactly(reason);
        assertThat(mapped.issues().getFirst().detail()).hasSizeLessThan(600);
    }

    @Test
    void everyTextIsReadInLinearTime() {
        for (String text :
                List.of("\0".repeat(LENGTH), "\uD83D".repeat(LENGTH), " ".repeat(LENGTH), "{".repeat(LENGTH))) {
            for (String name : List.of("event_id", "eventName", "userId", "isFirstVisit", "product")) {
                assertThat(mapped(name, new JsonString(text)).issues())
                        .allSatisfy(issue -> assertThat(issue.detail()).hasSizeLessThan(600));
            }
        }
    }

    @Test
    void aDetailIsNotCutThroughASurrogatePair() {
        String pairAcrossTheCut = "a".repeat(Detail.KEPT - 1) + "😀";
        assertThat(mapped("product", new JsonString(pairAcrossTheCut))
                        .issues()
                        .getFirst()
                        .detail())
                .isEqualTo("product = \"" + "a".repeat(Detail.KEPT - 1) + "…\" (501 characters)");
        String pairBeforeTheCut = "a".repeat(Detail.KEPT - 2) + "😀b";
        assertThat(mapped("product", new JsonString(pairBeforeTheCut))
                        .issues()
                        .getFirst()
                        .detail())
                .isEqualTo("product = \"" + "a".repeat(Detail.KEPT - 2) + "😀…\" (501 characters)");
        String noCut = "a".repeat(Detail.KEPT - 2) + "😀";
        assertThat(mapped("product", new JsonString(noCut)).issues().getFirst().detail())
                .isEqualTo("product = \"" + noCut + "\"");
        String loneAtTheCut = "a".repeat(Detail.KEPT - 1) + "\uD83Db";
        assertThat(mapped("product", new JsonString(loneAtTheCut))
                        .issues()
                        .getFirst()
                        .detail())
                .isEqualTo("product = \"" + "a".repeat(Detail.KEPT - 1) + "\uFFFD…\" (501 characters)");
    }

    private static MappedEvent product(String member, JsonValue value) {
        return mapped("product", new JsonObject(Map.of(member, value)));
    }

    private static MappedEvent mapped(String member, JsonValue value) {
        return assertTimeoutPreemptively(
                LINEAR, () -> TestingColumn.named("event_name").mapped(member, value, null));
    }
}
