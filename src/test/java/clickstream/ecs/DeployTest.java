package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import clickstream.ecs.TestingAws.Ended;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts of jobs/ecs and the API calls behind the template, on a mock of AWS where Python has one. */
class DeployTest {

    private static TestingAws aws;
    private static List<String> subnets;
    private static String elsewhere;

    @BeforeAll
    static void prepareAnAccount() throws Exception {
        assumeTrue(TestingAws.isThere(), "needs the AWS CLI, and Python with moto[server] and boto3");
        aws = TestingAws.start();
        aws.call(
                "s3",
                "create_bucket",
                Map.of(
                        "Bucket",
                        "raw-events",
                        "CreateBucketConfiguration",
                        Map.of("LocationConstraint", Stack.REGION)));
        aws.call("secretsmanager", "create_secret", Map.of("Name", "dw", "SecretString", "{}"));
        aws.call("ecr", "create_repository", Map.of("repositoryName", "clickstream-etl"));
        aws.call(
                "ecr",
                "put_image",
                Map.of("repositoryName", "clickstream-etl", "imageTag", "1.0.0", "imageManifest", MANIFEST));
        subnets = list(aws.call("ec2", "describe_subnets", Map.of()).get("Subnets")).stream()
                .map(subnet -> map(subnet).get("SubnetId").toString())
                .toList();
        String vpc = map(aws.call("ec2", "create_vpc", Map.of("CidrBlock", "10.9.0.0/16"))
                        .get("Vpc"))
                .get("VpcId")
                .toString();
        elsewhere = map(aws.call("ec2", "create_subnet", Map.of("VpcId", vpc, "CidrBlock", "10.9.1.0/24"))
                        .get("Subnet"))
                .get("SubnetId")
                .toString();
    }

    private static final String MANIFEST = """
            {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": [],
             "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "sha256:%064d"}}
            """.formatted(1);

    @AfterAll
    static void end() throws Exception {
        if (aws != null) {
            aws.close();
        }
    }

    @Test
    void oneCommandDeploysAndAnotherStartsABackfill() throws Exception {
        Ended deployed = deploy("dw", subnets.get(0) + "," + subnets.get(1), "1.0.0", "--set", "Size=large");
        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        assertThat(deployed.out()).contains("let security group sg-", "jobs/ecs/run --stack clickstream-etl doctor");

        Map<String, Object> definition =
                map(aws.call("ecs", "describe_task_definition", Map.of("taskDefinition", "clickstream-etl"))
                        .get("taskDefinition"));
        Map<String, Object> container =
                map(list(definition.get("containerDefinitions")).getFirst());
        assertThat(container.get("image").toString())
                .matches("123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/clickstream-etl@sha256:[0-9a-f]{64}");
        assertThat(definition).containsEntry("memory", "4096");

        Ended started = aws.run(
                "jobs/ecs/run", "--size", "small", "load", "--from", "2026-10-01", "--to", "2026-11-01", "a\"b\\c");
        assertThat(started.exitCode()).as(started.err()).isZero();
        Map<String, Object> task = onlyTask();
        assertThat(started.out())
                .contains(task.get("taskArn").toString().replaceAll(".*/", ""), "aws logs tail /ecs/clickstream-etl ");
        assertThat(task).containsEntry("group", "family:clickstream-etl").containsEntry("startedBy", "by-hand");
        assertThat(task.get("overrides"))
                .isEqualTo(Map.of(
                        "cpu",
                        "1024",
                        "memory",
                        "2048",
                        "containerOverrides",
                        List.of(Map.of(
                                "name",
                                "etl",
                                "command",
                                List.of("load", "--from", "2026-10-01", "--to", "2026-11-01", "a\"b\\c")))));
    }

    /** moto leaves these out of a stack, so they are called for with the properties that CloudFormation would pass on. */
    @Test
    void scheduleAndAlarmsAreAsTheApiWantsThem() {
        Stack stack = Stack.with(Map.of());
        aws.call("scheduler", "create_schedule_group", Map.of("Name", "clickstream-etl"));
        Map<String, Object> properties = stack.properties("Schedule");
        Map<String, Object> network =
                map(map(map(properties.get("Target")).get("EcsParameters")).get("NetworkConfiguration"));
        // The one name that CloudFormation spells differently.
        network.put("awsvpcConfiguration", network.remove("AwsvpcConfiguration"));
        aws.call("scheduler", "create_schedule", properties);
        Map<String, Object> schedule =
                aws.call("scheduler", "get_schedule", Map.of("Name", "hourly", "GroupName", "clickstream-etl"));
        assertThat(schedule).containsEntry("ScheduleExpression", "cron(5 * * * ? *)");
        assertThat(map(schedule.get("Target")).get("Input").toString()).contains("<aws.scheduler.scheduled-time>");

        List<String> alarms = stack.resources("AWS::CloudWatch::Alarm");
        for (String alarm : alarms) {
            Map<String, Object> metric = stack.properties(alarm);
            metric.replace("Threshold", Double.valueOf(metric.get("Threshold").toString()));
            aws.call("cloudwatch", "put_metric_alarm", metric);
        }
        assertThat(list(aws.call("cloudwatch", "describe_alarms", Map.of()).get("MetricAlarms")))
                .hasSize(alarms.size());
    }

    /** boto3 refuses a name or a type that ECS's API does not have. */
    @Test
    void theTaskDefinitionIsAsTheApiWantsIt() {
        Map<String, Object> properties = Stack.with(Map.of()).properties("TaskDefinition");

        Map<String, Object> registered = aws.call("ecs", "register_task_definition", map(uncapitalized(properties)));
        assertThat(map(registered.get("taskDefinition")))
                .containsEntry("cpu", "1024")
                .containsEntry("requiresCompatibilities", List.of("FARGATE"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "absent | here      | 1.0.0 | deploy: no secret absent in ap-southeast-1: ",
                "dw     | elsewhere | 1.0.0 | deploy: the subnets are of several VPCs: vpc-",
                "dw     | here      | 9.9.9 | deploy: no image clickstream-etl:9.9.9 in ECR of account 123456789012, ap-southeast-1: "
            })
    void whatIsNotThereIsNamedInOneLine(String secret, String where, String tag, String said) throws Exception {
        String both = subnets.getFirst() + "," + (where.equals("here") ? subnets.get(1) : elsewhere);

        assertSaysInOneLine(deploy(secret, both, tag), 1, said);
    }

    private static Ended deploy(String secret, String where, String tag, String... others) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--bucket", "raw-events"));
        arguments.addAll(List.of("--database-host", "db.example.com", "--database-secret", secret));
        arguments.addAll(List.of("--subnets", where, "--tag", tag));
        arguments.addAll(List.of(others));
        return aws.run("jobs/ecs/deploy", arguments.toArray(String[]::new));
    }

    private static Map<String, Object> onlyTask() {
        Object arns = aws.call("ecs", "list_tasks", Map.of("cluster", "clickstream-etl"))
                .get("taskArns");
        List<Object> tasks = list(aws.call("ecs", "describe_tasks", Map.of("cluster", "clickstream-etl", "tasks", arns))
                .get("tasks"));
        assertThat(tasks).hasSize(1);
        return map(tasks.getFirst());
    }

    private static void assertSaysInOneLine(Ended ended, int exitCode, String said) {
        assertThat(ended.err().strip()).hasLineCount(1).startsWith(said);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(exitCode);
    }

    /** CloudFormation's names begin with a capital, those of ECS do not; the options of a log driver are nobody's names. */
    private static Object uncapitalized(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(DeployTest::uncapitalized).toList();
            case Map<?, ?> map -> {
                Map<String, Object> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(
                        name.toString().substring(0, 1).toLowerCase(Locale.ROOT)
                                + name.toString().substring(1),
                        uncapitalized(member)));
                yield members;
            }
            default -> value;
        };
    }
}
