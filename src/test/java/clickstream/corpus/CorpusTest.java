package clickstream.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.corpus.CorpusCase.ExpectedValue;
import clickstream.corpus.Outcome.Rejected;
import clickstream.corpus.Outcome.Row;
import clickstream.event.IssueReason;
import clickstream.event.MappedEvent;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each hostile object is parsed and mapped to what its case says. */
@Timeout(30)
final class CorpusTest {

    private static final List<CorpusCase> CASES = Corpus.cases();

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anObjectBecomesWhatItsCaseSays(CorpusCase hostile) {
        List<Outcome> expected =
                hostile.values().stream().map(ExpectedValue::outcome).toList();
        List<Outcome> actual = new ArrayList<>();
        for (Outcome outcome : outcomes(hostile)) {
            Outcome told = actual.size() < expected.size() ? expected.get(actual.size()) : outcome;
            actual.add(outcome instanceof Row row && told instanceof Row by ? row.asToldBy(by) : outcome);
        }
        assertThat(actual).as(hostile.file()).isEqualTo(expected);
    }

    static Stream<CorpusCase> anObjectBecomesWhatItsCaseSays() {
        return CASES.stream().filter(hostile -> !hostile.isDecidedByListing());
    }

    @Test
    void noFileIsWithoutItsCase() {
        assertThat(Corpus.filesWithoutCase()).isEmpty();
    }

    @Test
    void everyReasonHasACase() {
        assertThat(rejects().map(Rejected::reason).collect(Collectors.toSet()))
                .isEqualTo(codes(Arrays.stream(RejectReason.values())
                        // What a table refuses, no object shows.
                        .filter(reason -> reason != RejectReason.REFUSED_BY_TABLE)
                        .map(RejectReason::code)));
        assertThat(rows().flatMap(row -> row.issues().stream())
                        .map(issue -> issue.split(" ", 3)[1])
                        .collect(Collectors.toSet()))
                .isEqualTo(codes(Arrays.stream(IssueReason.values()).map(IssueReason::code)));
    }

    private static List<Outcome> outcomes(CorpusCase hostile) {
        EventMapper mapper = new EventMapper();
        Iterator<ParsedValue> values =
                new ObjectParser(Corpus.MAX_OBJECT_SIZE, EventMapper.SOURCE_NAMES).values(hostile.bytes());
        List<Outcome> outcomes = new ArrayList<>();
        while (values.hasNext()) {
            ParsedValue value = values.next();
            assertThat(value.index()).isEqualTo(outcomes.size());
            switch (value) {
                case Event(int index, var body, var logged) -> {
                    boolean only = index == 0 && !values.hasNext();
                    MappedEvent event = mapper.map(body, hostile.object().loggedAt(logged), index, only);
                    outcomes.add(Row.of(event.row(), event.issues()));
                }
                case Reject reject -> outcomes.add(Rejected.of(reject));
            }
        }
        return outcomes;
    }

    private static Stream<Rejected> rejects() {
        return expected().filter(Rejected.class::isInstance).map(Rejected.class::cast);
    }

    private static Stream<Row> rows() {
        return expected().filter(Row.class::isInstance).map(Row.class::cast);
    }

    private static Stream<Outcome> expected() {
        return CASES.stream().flatMap(hostile -> hostile.values().stream()).map(ExpectedValue::outcome);
    }

    private static Set<String> codes(Stream<String> codes) {
        return codes.collect(Collectors.toSet());
    }
}
