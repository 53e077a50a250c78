package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.watch.EmbeddedLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.json.JsonWriter;
import software.amazon.event.ruler.Machine;

/** What is told to whom: the rules by EventBridge's own matcher, on events as ECS sends them. */
class AlarmsTest {

    private static final String CLUSTER = "arn:aws:ecs:ap-southeast-1:123456789012:cluster/clickstream-etl";

    /** The metrics that the program really writes at the end of a run. */
    private final Set<String> programMetrics =
            EmbeddedLine.metrics("ClickstreamEtl", EmbeddedLine.written()).keySet();

    private static final Set<String> RULES = Set.of("LoadedRule", "FailedRule", "RejectsRule");

    private final Stack stack = Stack.with(Map.of());
    private final List<String> alarms = stack.resources("AWS::CloudWatch::Alarm");

    @ParameterizedTest
    @CsvSource({
        // group,                  exit code, rules
        "clickstream-etl-hourly,   0,         LoadedRule",
        "clickstream-etl-hourly,   1,         FailedRule",
        "clickstream-etl-hourly,   2,         FailedRule",
        "clickstream-etl-hourly,   3,         FailedRule",
        "clickstream-etl-hourly,   4,         LoadedRule RejectsRule",
        "clickstream-etl-hourly,   5,         ''",
        "clickstream-etl-hourly,   137,       FailedRule",
        "clickstream-etl-hourly,   139,       FailedRule",
        "clickstream-etl-hourly,   143,       ''",
        "clickstream-etl-hourly,   255,       FailedRule",
        // By hand: a backfill is no scheduled load, but its failure is one.
        "family:clickstream-etl,   0,         ''",
        "family:clickstream-etl,   1,         FailedRule",
        "family:clickstream-etl,   4,         RejectsRule",
        "family:clickstream-etl,   6,         FailedRule",
        "family:clickstream-etl,   130,       ''"
    })
    void anEndIsSortedByItsExitCode(String group, int exitCode, String rules) throws Exception {
        assertThat(matched(ended(
                        CLUSTER, group, "STOPPED", "EssentialContainerExited", "\"exitCode\": " + exitCode + ",")))
                .containsExactlyInAnyOrder(rules.isEmpty() ? new String[0] : rules.split(" "));
    }

    @Test
    void aTaskThatDidNotStartHasFailedAlthoughItHasNoExitCode() throws Exception {
        assertThat(matched(ended(CLUSTER, "clickstream-etl-hourly", "STOPPED", "TaskFailedToStart", "")))
                .containsExactly("FailedRule");
    }

    @Test
    void aTaskOfAnotherClusterIsNobodysBusinessHere() throws Exception {
        assertThat(matched(ended(
                        CLUSTER + "-2", "clickstream-etl-hourly", "STOPPED", "TaskFailedToStart", "\"exitCode\": 1,")))
                .isEmpty();
    }

    @Test
    void aTaskThatIsStillEndingIsNotCountedYet() throws Exception {
        assertThat(matched(ended(
                        CLUSTER,
                        "clickstream-etl-hourly",
                        "DEPROVISIONING",
                        "EssentialContainerExited",
                        "\"exitCode\": 1,")))
                .isEmpty();
    }

    @Test
    void theScheduledRunBearsTheGroupThatTheRuleLooksFor() {
        assertThat(stack.at("Resources", "LoadedRule", "Properties", "EventPattern", "detail", "group"))
                .isEqualTo(
                        List.of(stack.at("Resources", "Schedule", "Properties", "Target", "EcsParameters", "Group")));
    }

    /** EventBridge counts what it sends to a target; a rule without one counts nothing. */
    @Test
    void everyRuleSendsToTheLogGroupThatLetsItIn() {
        assertThat(RULES)
                .allSatisfy(
                        rule -> assertThat(list(stack.properties(rule).get("Targets")))
                                .singleElement()
                                .satisfies(
                                        target -> assertThat(map(target).get("Arn"))
                                                .isEqualTo(
                                                        "arn:aws:logs:ap-southeast-1:123456789012:log-group:/aws/events/clickstream-etl")));
        assertThat(stack.text("Resources", "EndedLogGroupPolicy", "Properties", "PolicyDocument"))
                .contains("\"events.amazonaws.com\"", "\"logs:CreateLogStream\", \"logs:PutLogEvents\"");
    }

    @Test
    void everyAlarmSpeaksUpAndRestsOnWhatExists() {
        Set<String> ruleNames = Set.copyOf(RULES.stream()
                .map(rule -> stack.properties(rule).get("Name").toString())
                .toList());
        assertThat(alarms).hasSize(5).allSatisfy(name -> {
            Map<String, Object> alarm = stack.properties(name);
            assertThat(alarm.get("AlarmActions")).isEqualTo(List.of("clickstream-etl-alarms"));
            assertThat(alarm.get("OKActions")).isEqualTo(List.of("clickstream-etl-alarms"));
            switch (alarm.get("Namespace").toString()) {
                case "AWS/Events" -> {
                    assertThat(alarm).containsEntry("MetricName", "Invocations");
                    assertThat(Stack.dimension(alarm, "RuleName")).isIn(ruleNames);
                }
                case "AWS/SQS" -> {
                    assertThat(alarm).containsEntry("MetricName", "ApproximateNumberOfMessagesVisible");
                    assertThat(Stack.dimension(alarm, "QueueName")).isEqualTo("clickstream-etl-undelivered");
                }
                case "ClickstreamEtl" -> {
                    assertThat(alarm.get("MetricName")).isIn(programMetrics);
                    assertThat(alarm).doesNotContainKey("Dimensions");
                }
                default -> throw new AssertionError(alarm);
            }
        });
    }

    @Test
    void silenceForTwoHoursIsAnAlarm() {
        assertThat(stack.properties("NotLoadedAlarm"))
                .containsEntry("TreatMissingData", "breaching")
                .containsEntry("Period", 3600)
                .containsEntry("EvaluationPeriods", 2)
                .containsEntry("ComparisonOperator", "LessThanThreshold")
                .containsEntry("Threshold", 1);
        assertThat(alarms)
                .filteredOn(name -> !name.equals("NotLoadedAlarm"))
                .allSatisfy(
                        name -> assertThat(stack.properties(name)).containsEntry("TreatMissingData", "notBreaching"));
    }

    @Test
    void theRunbookSaysWhatEveryAlarmMeans() throws IOException {
        String runbook = Files.readString(Path.of("docs", "ecs.md"));

        assertThat(alarms)
                .allSatisfy(name -> assertThat(runbook)
                        .contains("`%s`".formatted(stack.properties(name).get("AlarmName"))));
        String metrics = Files.readString(Path.of("docs", "observability.md"));
        assertThat(programMetrics).allMatch(metric -> metrics.contains("`%s`".formatted(metric)));
    }

    private Stream<String> matched(String event) throws Exception {
        Machine machine = Machine.builder().build();
        for (String rule : RULES) {
            machine.addRule(
                    rule,
                    JsonWriter.standard().writeToString(stack.properties(rule).get("EventPattern")));
        }
        return machine.rulesForJSONEvent(event).stream().distinct();
    }

    /** As https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html shows it, on Fargate. */
    private static String ended(String cluster, String group, String lastStatus, String stopCode, String exitCode) {
        return """
                {
                  "version": "0",
                  "id": "317a18b4-c9b8-4aa6-8b7b-0f7c9a5ea9a4",
                  "detail-type": "ECS Task State Change",
                  "source": "aws.ecs",
                  "account": "123456789012",
                  "time": "2026-11-20T14:06:10Z",
                  "region": "ap-southeast-1",
                  "resources": ["arn:aws:ecs:ap-southeast-1:123456789012:task/clickstream-etl/1"],
                  "detail": {
                    "attachments": [{"id": "1", "type": "eni", "status": "DELETED", "details": []}],
                    "clusterArn": "%s",
                    "containers": [{
                      "containerArn": "arn:aws:ecs:ap-southeast-1:123456789012:container/1",
                      %s
                      "lastStatus": "STOPPED",
                      "name": "etl",
                      "runtimeId": "1"
                    }],
                    "desiredStatus": "STOPPED",
                    "group": "%s",
                    "lastStatus": "%s",
                    "launchType": "FARGATE",
                    "stopCode": "%s",
                    "stoppedReason": "Essential container in task exited",
                    "taskArn": "arn:aws:ecs:ap-southeast-1:123456789012:task/clickstream-etl/1",
                    "version": 5
                  }
                }
                """.formatted(cluster, exitCode, group, lastStatus, stopCode);
    }
}
