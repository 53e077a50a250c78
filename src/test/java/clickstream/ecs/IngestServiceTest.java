package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jobs/ingest-aws/service.yaml: the tasks and the load balancer in front of them. */
class IngestServiceTest {

    /** How long a stop waits for S3 and for the last answers. */
    private static final int STOP_SECONDS = 22;

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

    private String targetGroupAttribute(String key) {
        return list(stack.properties("TargetGroup").get("TargetGroupAttributes")).stream()
                .map(Stack::map)
                .filter(attribute -> attribute.get("Key").equals(key))
                .map(attribute -> attribute.get("Value").toString())
                .findFirst()
                .orElseThrow();
    }
}
