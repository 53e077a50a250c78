package clickstream.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.ecs.Stack;
import clickstream.event.Hour;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.scheduling.support.CronExpression;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** The schedule of jobs/ecs/template.yaml, and what the program makes of its command. */
class ScheduledRunTest {

    private final Stack stack = Stack.with(Map.of());

    @ParameterizedTest
    @CsvSource({
        // due,                  hour
        "2026-11-20T14:05:00Z,   2026-11-20T13",
        "2026-11-20T00:05:00Z,   2026-11-19T23",
        "2026-11-20T01:05:00Z,   2026-11-20T00",
        "2026-12-01T00:05:00Z,   2026-11-30T23",
        "2026-03-01T00:05:00Z,   2026-02-28T23",
        "2028-03-01T00:05:00Z,   2028-02-29T23",
        "2028-02-29T00:05:00Z,   2028-02-28T23",
        "2027-01-01T00:05:00Z,   2026-12-31T23",
        // When New York's clocks are put back and forward, where a local hour comes twice or not at all.
        "2026-11-01T06:05:00Z,   2026-11-01T05",
        "2026-03-08T07:05:00Z,   2026-03-08T06"
    })
    void theHourIsTheOneBeforeTheTimeThatTheRunWasDue(String due, String hour) {
        assertThat(hoursLoaded(due)).singleElement().hasToString(hour);
    }

    /** All of these were due long ago or are not due yet: what the clock says now decides nothing. */
    @ParameterizedTest
    @CsvSource({"2020-02-29T00:05:00Z, 2020-02-28T23", "2099-12-31T23:05:00Z, 2099-12-31T22"})
    void aLateStartLoadsTheHourThatItWasDueFor(String due, String hour) {
        assertThat(hoursLoaded(due)).singleElement().hasToString(hour);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-19T20:30:00Z",
        "2026-12-30T00:04:59Z",
        "2028-02-27T12:05:00Z",
        "2026-10-24T12:00:00Z",
        "2026-03-28T12:00:00Z"
    })
    void overFourDaysEveryHourIsLoadedOnceAndInOrder(String start) {
        CronExpression cron = cron();
        ZonedDateTime begin = OffsetDateTime.parse(start).atZoneSameInstant(zone());
        List<Instant> due = Stream.iterate(cron.next(begin), cron::next)
                .limit(96)
                .map(ZonedDateTime::toInstant)
                .toList();
        List<Hour> hours = due.stream()
                .flatMap(each -> hoursLoaded(each.toString()).stream())
                .toList();

        assertThat(due)
                .allSatisfy(
                        each -> assertThat(each.truncatedTo(ChronoUnit.HOURS).plusSeconds(300))
                                .isEqualTo(each));
        assertThat(hours)
                .isEqualTo(Stream.iterate(hours.getFirst(), hour -> hour.plus(1))
                        .limit(96)
                        .toList());
        assertThat(hours.getFirst().plus(1)).isEqualTo(Hour.containing(due.getFirst()));
    }

    @Test
    void theScheduleIsInUtcAndExact() {
        assertThat(zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(schedule("FlexibleTimeWindow")).isEqualTo(Map.of("Mode", "OFF"));
        assertThat(schedule("State")).isEqualTo("ENABLED");
    }

    @Test
    void aStartThatFailsIsTriedAgainWithinTheHourAndThenKept() {
        // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
        assertThat((Integer) schedule("Target", "RetryPolicy", "MaximumEventAgeInSeconds"))
                .isBetween(60, 3600);
        assertThat((Integer) schedule("Target", "RetryPolicy", "MaximumRetryAttempts"))
                .isBetween(1, 185);
        assertThat(schedule("Target", "DeadLetterConfig"))
                .isEqualTo(Map.of("Arn", "arn:aws:sqs:ap-southeast-1:123456789012:queue/clickstream-etl-undelivered"));
    }

    @Test
    void theTaskOfItsOwnAcceptsItsDefaultCommandToo() {
        List<Object> command = Stack.list(
                stack.at("Resources", "TaskDefinition", "Properties", "ContainerDefinitions", "0", "Command"));

        assertThat(parsed(command.stream().map(Object::toString).toList()).hours())
                .hasSize(1);
    }

    private Object schedule(String... path) {
        return stack.at(Stream.concat(Stream.of("Resources", "Schedule", "Properties"), Stream.of(path))
                .toArray(String[]::new));
    }

    private ZoneId zone() {
        return ZoneId.of(schedule("ScheduleExpressionTimezone").toString());
    }

    /** Amazon's six fields end with the year and have no seconds; Spring's begin with seconds and have no year. */
    private CronExpression cron() {
        String expression = schedule("ScheduleExpression").toString();
        assertThat(expression).startsWith("cron(").endsWith(")");
        String[] fields = expression.substring(5, expression.length() - 1).split(" ");
        assertThat(fields).hasSize(6);
        assertThat(fields[5]).isEqualTo("*");
        // Amazon wants a question mark for exactly one of both days.
        assertThat(List.of(fields[2], fields[4])).containsOnlyOnce("?");
        return CronExpression.parse("0 " + String.join(" ", List.of(fields).subList(0, 5)));
    }

    private List<Hour> hoursLoaded(String due) {
        Map<String, Object> input = new Yaml().load(schedule("Target", "Input").toString());
        Map<String, Object> container =
                Stack.map(Stack.list(input.get("containerOverrides")).getFirst());
        assertThat(container).containsEntry("name", "etl").containsOnlyKeys("name", "command");
        List<String> command = Stack.list(container.get("command")).stream()
                .map(word -> word.toString().replace("<aws.scheduler.scheduled-time>", due))
                .toList();
        assertThat(command).contains(due);
        HourSelection selection = parsed(command);
        assertThat(selection.isNamed()).as("late hours are looked at too").isFalse();
        return selection.hours();
    }

    /** By the program's own command line. */
    private static HourSelection parsed(List<String> command) {
        CommandLine.ParseResult load =
                Etl.commandLine().parseArgs(command.toArray(String[]::new)).subcommand();
        assertThat(load.commandSpec().name()).isEqualTo("load");
        return (HourSelection)
                requireNonNull(load.commandSpec().mixins().get("selection")).userObject();
    }
}
