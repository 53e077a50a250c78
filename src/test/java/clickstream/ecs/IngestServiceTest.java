package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jobs/ingest-aws/service.yaml: the tasks and the load balancer in front of them. */
class IngestServiceTest {

    /** How long a stop waits for S3 and for the last answers. */
    private static final int STOP_SECONDS = 22;

    private static final Pattern CONDITION = Pattern.compile("\\w+(?: (?<operator>=|!=) \"?(?<value>[^\"]*?)\"?)?");

    private final Stack stack = IngestStacks.service(Map.of());
    private final Map<String, Object> container =
            map(stack.at("Resources", "TaskDefinition", "Properties", "ContainerDefinitions", "0"));

    @ParameterizedTest
    @CsvSource({"small, 512, 1024", "large, 2048, 4096"})
    void eachSizeIsOneThatFargateSells(String size, String cpu, String memory) {
        // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
        assertThat(IngestStacks.service(Map.of("Size", size)).properties("TaskDefinition"))
                .containsEntry("Cpu", cpu)
                .containsEntry("Memory", memory)
                .containsEntry("RequiresCompatibilities", List.of("FARGATE"))
                .containsEntry("NetworkMode", "awsvpc");
    }

    @Test
    void theContainerIsNeitherRootNorAbleToWrite() {
        assertThat(container)
                .containsEntry("ReadonlyRootFilesystem", true)
                .containsEntry("User", "10001:10001")
                .containsEntry("LinuxParameters", Map.of("Capabilities", Map.of("Drop", List.of("ALL"))));
    }

    @Test
    void logsCannotHoldUpRequests() {
        assertThat(map(map(container.get("LogConfiguration")).get("Options")))
                .containsEntry("mode", "non-blocking")
                .containsEntry("awslogs-group", "/ecs/clickstream-ingest-service");
    }

    /** ECS takes a task out of the target group, waits, and only then sends SIGTERM; after the stop time-out it kills. */
    @Test
    void aTaskThatIsStoppedHasTimeToStoreWhatItHasTaken() {
        assertThat(Integer.parseInt(targetGroupAttribute("deregistration_delay.timeout_seconds")))
                .isGreaterThan(STOP_SECONDS);
        assertThat((Integer) container.get("StopTimeout")).isBetween(STOP_SECONDS * 2, 120);
    }

    @Test
    void onlyReadyTasksGetRequests() {
        assertThat(stack.properties("TargetGroup"))
                .containsEntry("HealthCheckPath", "/health/ready")
                .containsEntry("Port", 8080)
                .containsEntry("TargetType", "ip")
                .containsEntry("Matcher", Map.of("HttpCode", "200"));
        assertThat(list(stack.properties("Service").get("LoadBalancers")))
                .containsExactly(Map.of(
                        "ContainerName",
                        container.get("Name"),
                        "ContainerPort",
                        8080,
                        "TargetGroupArn",
                        "clickstream-ingest-service"));
        assertThat(list(container.get("PortMappings")))
                .containsExactly(Map.of("ContainerPort", 8080, "Protocol", "tcp"));
    }

    @Test
    void theWorldReachesTheLoadBalancerByHttpsAndTheLoadBalancerTheTasks() {
        assertThat(stack.properties("Listener"))
                .containsEntry("Port", 443)
                .containsEntry("Protocol", "HTTPS")
                .containsEntry(
                        "Certificates",
                        List.of(Map.of("CertificateArn", "arn:aws:acm:ap-southeast-1:123456789012:certificate/1")));
        assertThat(stack.resources("AWS::ElasticLoadBalancingV2::Listener")).hasSize(1);
        assertThat(list(stack.properties("LoadBalancerSecurityGroup").get("SecurityGroupIngress")))
                .singleElement()
                .satisfies(rule -> assertThat(map(rule)).containsEntry("ToPort", 443));
        assertThat(stack.properties("TaskSecurityGroup")).doesNotContainKey("SecurityGroupIngress");
        assertThat(stack.properties("TaskIngress"))
                .containsEntry("SourceSecurityGroupId", "LoadBalancerSecurityGroup")
                .containsEntry("GroupId", "TaskSecurityGroup")
                .containsEntry("ToPort", 8080);
        assertThat(list(stack.properties("TaskSecurityGroup").get("SecurityGroupEgress")))
                .singleElement()
                .satisfies(rule -> assertThat(map(rule)).containsEntry("ToPort", 443));
    }

    @Test
    void whatIsCountedIsNotForTheWorld() {
        assertThat(stack.properties("InsideOnlyRule").toString())
                .contains("/metrics*", "/health*", "StatusCode=404", "fixed-response");
    }

    /** The last of X-Forwarded-For is the load balancer's, as long as it appends. */
    @Test
    void theSendersAddressIsWhatTheLoadBalancerSays() {
        assertThat(Stack.environment(container)).containsEntry("INGEST_TRUSTED_HOPS", "1");
        assertThat(list(stack.properties("LoadBalancer").get("LoadBalancerAttributes")))
                .contains(Map.of("Key", "routing.http.xff_header_processing.mode", "Value", "append"));
    }

    @Test
    void twoTasksRunInTwoSubnetsAndMoreWhereThereIsMoreToDo() {
        assertThat(stack.properties("Service")).doesNotContainKey("DesiredCount");
        assertThat(stack.properties("ScalableTarget"))
                .containsEntry("MinCapacity", "2")
                .containsEntry("MaxCapacity", "8")
                .containsEntry("ResourceId", "service/clickstream-ingest-service/clickstream-ingest-service.Name");
        assertThat(stack.at(
                        "Resources", "Service", "Properties", "NetworkConfiguration", "AwsvpcConfiguration", "Subnets"))
                .isEqualTo(List.of("subnet-3", "subnet-4"));
        assertThat(stack.resources("AWS::ApplicationAutoScaling::ScalingPolicy"))
                .extracting(policy -> stack.at(
                        "Resources",
                        policy,
                        "Properties",
                        "TargetTrackingScalingPolicyConfiguration",
                        "PredefinedMetricSpecification",
                        "PredefinedMetricType"))
                .containsExactly("ECSServiceAverageCPUUtilization", "ALBRequestCountPerTarget");
    }

    @Test
    void aReleaseThatDoesNotComeUpIsTakenBack() {
        assertThat(map(stack.properties("Service").get("DeploymentConfiguration")))
                .containsEntry("MinimumHealthyPercent", 100)
                .containsEntry("DeploymentCircuitBreaker", Map.of("Enable", true, "Rollback", true));
    }

    @Test
    void whoStartsTheTaskMayFetchItsImageAndWriteItsLog() {
        assertThat(stack.actions("ExecutionRole"))
                .containsExactly(
                        "ecr:GetAuthorizationToken on *",
                        "ecr:BatchCheckLayerAvailability on arn:aws:ecr:ap-southeast-1:123456789012:repository/clickstream-ingest",
                        "ecr:BatchGetImage on arn:aws:ecr:ap-southeast-1:123456789012:repository/clickstream-ingest",
                        "ecr:GetDownloadUrlForLayer on arn:aws:ecr:ap-southeast-1:123456789012:repository/clickstream-ingest",
                        "logs:CreateLogStream on arn:aws:logs:ap-southeast-1:123456789012:loggroup//ecs/clickstream-ingest-service",
                        "logs:PutLogEvents on arn:aws:logs:ap-southeast-1:123456789012:loggroup//ecs/clickstream-ingest-service");
    }

    /** The program's lines as {@code IngestJarIT} sees them, and others of the same log. */
    @ParameterizedTest
    @CsvSource({
        "status=200 events=2 bytes=43 key=events/2026/11/20/13/event-1.json ms=3 request=r, acknowledged",
        "status=200 events=2 bytes=43 key=- ms=3 request=r,                                 acknowledged",
        "status=200 events=0 bytes=43 key=products/p-1/1.png ms=3 request=r,                ''",
        "status=204 events=0 bytes=0 key=- ms=0 request=r,                                  ''",
        "status=400 code=malformed_json events=0 bytes=43 key=- ms=0 request=r,             refused",
        "status=401 code=unauthorized events=0 bytes=43 key=- ms=0 request=r,               refused",
        "status=413 code=too_large events=0 bytes=43 key=- ms=0 request=r,                  refused",
        "status=415 code=unsupported_encoding events=0 bytes=43 key=- ms=0 request=r,       refused",
        "status=404 code=not_found events=0 bytes=43 key=- ms=0 request=r,                  ''",
        "status=503 code=not_stored events=0 bytes=43 key=- ms=0 request=r,                 ''",
        "PUT events/1: no answer within 5000 ms; trying again,                              ''",
    })
    void eachLineOfTheLogIsCountedAsWhatItSays(String message, String counted) {
        assertThat(counts("AcknowledgedFilter", "2026-11-20T13:05:01.123Z INFO " + message))
                .isEqualTo(counted.equals("acknowledged"));
        assertThat(counts("RefusedFilter", "2026-11-20T13:05:01.123Z INFO " + message))
                .isEqualTo(counted.equals("refused"));
        for (String filter : List.of("AcknowledgedFilter", "RefusedFilter")) {
            assertThat(counts(filter, "{\"eventName\":\"x INFO %s\"}".formatted(message)))
                    .as("an event that says the same")
                    .isFalse();
        }
    }

    /** As CloudWatch Logs reads a pattern for words with a blank between them. */
    private boolean counts(String filter, String line) {
        assertThat(stack.properties(filter)).containsEntry("LogGroupName", "/ecs/clickstream-ingest-service");
        String pattern = stack.properties(filter).get("FilterPattern").toString();
        assertThat(pattern).startsWith("[").endsWith("]");
        String[] fields = pattern.substring(1, pattern.length() - 1).split(", ", -1);
        String[] words = line.split(" ", -1);
        return words.length == fields.length
                && IntStream.range(0, fields.length)
                        .allMatch(i -> Stream.of(fields[i].split(" \\|\\| ", -1))
                                .anyMatch(condition -> holds(condition, words[i])));
    }

    private static boolean holds(String condition, String word) {
        Matcher parts = CONDITION.matcher(condition);
        assertThat(parts.matches()).as(condition).isTrue();
        if (parts.group("operator") == null) {
            return true;
        }
        String value = parts.group("value");
        boolean isLike = value.endsWith("*") ? word.startsWith(value.replace("*", "")) : word.equals(value);
        return isLike == parts.group("operator").equals("=");
    }

    private String targetGroupAttribute(String key) {
        return list(stack.properties("TargetGroup").get("TargetGroupAttributes")).stream()
                .map(Stack::map)
                .filter(attribute -> attribute.get("Key").equals(key))
                .map(attribute -> attribute.get("Value").toString())
                .findFirst()
                .orElseThrow();
    }
}
