package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import clickstream.ecs.TestingAws.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of jobs/ingest-aws and the API calls behind the templates, on a mock of AWS where Python has one. */
class IngestDeployTest {

    private static final String MANIFEST = """
            {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": [],
             "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "sha256:%064d"}}
            """.formatted(1);

    private static TestingAws aws;
    private static String subnets;
    private static String certificate;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void prepareAnAccount() throws Exception {
        assumeTrue(TestingAws.isThere(), "needs the AWS CLI, and Python with moto[server] and boto3");
        aws = TestingAws.start();
        for (String bucket : List.of("raw-events", "code")) {
            aws.call(
                    "s3",
                    "create_bucket",
                    Map.of("Bucket", bucket, "CreateBucketConfiguration", Map.of("LocationConstraint", Stack.REGION)));
        }
        aws.call("ecr", "create_repository", Map.of("repositoryName", "clickstream-ingest"));
        aws.call(
                "ecr",
                "put_image",
                Map.of("repositoryName", "clickstream-ingest", "imageTag", "1.0.0", "imageManifest", MANIFEST));
        subnets = String.join(
                ",",
                list(aws.call("ec2", "describe_subnets", Map.of()).get("Subnets")).stream()
                        .limit(2)
                        .map(subnet -> map(subnet).get("SubnetId").toString())
                        .toList());
        certificate = aws.call("acm", "request_certificate", Map.of("DomainName", "events.example.com"))
                .get("CertificateArn")
                .toString();
    }

    @AfterAll
    static void end() throws Exception {
        if (aws != null) {
            aws.close();
        }
    }

    @Test
    void theFunctionIsDeployedOnceForEachJarAndSetting() throws Exception {
        Path jar = Files.writeString(folder.resolve("clickstream-ingest.jar"), "one");
        Ended deployed = deployLambda(jar, "--key", "abcdefgh");
        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        assertThat(deployed.out()).contains("Deployed as version 1.", ".amazonaws.com/clickstream");
        assertThat(map(aws.call(
                                "lambda",
                                "get_function_configuration",
                                Map.of("FunctionName", "clickstream-lambda-ingest"))
                        .get("Environment")))
                .containsEntry(
                        "Variables",
                        Map.of(
                                "RAW_BUCKET_NAME", "raw-events",
                                "INGEST_ALLOWED_ORIGINS", "*",
                                "INGEST_SOURCE_IP", "full",
                                "EVENTS_SINK", "s3,log",
                                "INGEST_KEY", "abcdefgh"));
        assertThat(list(aws.call("s3", "list_objects_v2", Map.of("Bucket", "code"))
                        .get("Contents")))
                .singleElement()
                .satisfies(object ->
                        assertThat(map(object).get("Key").toString()).matches("clickstream-ingest/[0-9a-f]{64}\\.jar"));

        // The same again is nothing to do, which moto refuses where CloudFormation says so.
        assertThat(deployLambda(jar, "--key", "abcdefgh").err()).contains("No updates are to be performed");
        assertThat(deployLambda(jar, "--key", "another-key").err()).doesNotContain("No updates are to be performed");
    }

    @Test
    void theServiceIsDeployedBehindItsLoadBalancer() throws Exception {
        Ended deployed = deployService("1.0.0", certificate);
        assertThat(deployed.exitCode()).as(deployed.err()).isZero();
        assertThat(deployed.out()).contains("Let the name of the certificate point to", ".elb.amazonaws.com");

        Map<String, Object> definition =
                map(aws.call("ecs", "describe_task_definition", Map.of("taskDefinition", "clickstream-ingest-service"))
                        .get("taskDefinition"));
        assertThat(map(list(definition.get("containerDefinitions")).getFirst())
                        .get("image")
                        .toString())
                .matches("123456789012.dkr.ecr.ap-southeast-1.amazonaws.com/clickstream-ingest@sha256:[0-9a-f]{64}");
        assertThat(list(aws.call("elbv2", "describe_target_groups", Map.of()).get("TargetGroups")))
                .singleElement()
                .satisfies(group -> assertThat(map(group)).containsEntry("HealthCheckPath", "/health/ready"));
    }

    @Test
    void whatIsNotThereIsNamedInOneLine() throws Exception {
        Path absent = folder.resolve("absent.jar");

        assertSaysInOneLine(deployLambda(absent), "deploy-lambda: no " + absent + ": build it with ./mvnw");
        assertSaysInOneLine(
                deployService("9.9.9", certificate),
                "deploy-service: no image clickstream-ingest:9.9.9 in ECR of account 123456789012, ap-southeast-1: ");
        assertSaysInOneLine(
                deployService("1.0.0", certificate.replaceFirst(".$", "x")),
                "deploy-service: no certificate arn:aws:acm:ap-southeast-1:123456789012:certificate/");
    }

    /** moto leaves alarms with expressions out of its stacks: boto3 refuses a name or a type that CloudWatch's API does not have. */
    @Test
    void alarmsAndFiltersAreAsTheApiWantsThem() {
        for (Stack stack : List.of(IngestStacks.lambda(Map.of()), IngestStacks.service(Map.of()))) {
            for (String alarm : stack.resources("AWS::CloudWatch::Alarm")) {
                Map<String, Object> properties = stack.properties(alarm);
                properties.computeIfPresent("Period", (_, value) -> Integer.valueOf(value.toString()));
                properties.replace("AlarmName", "tried-" + properties.get("AlarmName"));
                properties.replace(
                        "Threshold", Double.valueOf(properties.get("Threshold").toString()));
                aws.call("cloudwatch", "put_metric_alarm", properties);
            }
        }
        assertThat(list(aws.call("cloudwatch", "describe_alarms", Map.of("AlarmNamePrefix", "tried-"))
                        .get("MetricAlarms")))
                .hasSize(12);
    }

    /** The HTTP API, which moto leaves out of a stack too. */
    @Test
    void theApiIsAsApiGatewayWantsIt() {
        Stack stack = IngestStacks.lambda(Map.of());
        String api = aws.call("apigatewayv2", "create_api", stack.properties("Api"))
                .get("ApiId")
                .toString();
        Map<String, Object> integration = stack.properties("Integration");
        integration.replace("ApiId", api);
        aws.call("apigatewayv2", "create_integration", integration);
        for (String route : stack.resources("AWS::ApiGatewayV2::Route")) {
            Map<String, Object> properties = stack.properties(route);
            properties.replace("ApiId", api);
            aws.call("apigatewayv2", "create_route", properties);
        }
        Map<String, Object> stage = stack.properties("Stage");
        stage.replace("ApiId", api);
        map(stage.get("DefaultRouteSettings"))
                .replaceAll((name, value) -> name.endsWith("RateLimit")
                        ? (Object) Double.valueOf(value.toString())
                        : Integer.valueOf(value.toString()));
        aws.call("apigatewayv2", "create_stage", stage);

        assertThat(list(aws.call("apigatewayv2", "get_routes", Map.of("ApiId", api))
                        .get("Items")))
                .extracting(route -> map(route).get("RouteKey"))
                .containsExactlyInAnyOrder("POST /clickstream", "$default");
    }

    private static Ended deployLambda(Path jar, String... others) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--bucket", "raw-events", "--code-bucket", "code"));
        arguments.addAll(List.of("--jar", jar.toString()));
        arguments.addAll(List.of(others));
        return aws.run("jobs/ingest-aws/deploy-lambda", arguments.toArray(String[]::new));
    }

    private static Ended deployService(String tag, String certificateArn) throws Exception {
        return aws.run(
                "jobs/ingest-aws/deploy-service",
                "--bucket",
                "raw-events",
                "--certificate",
                certificateArn,
                "--public-subnets",
                subnets,
                "--subnets",
                subnets,
                "--tag",
                tag);
    }

    private static void assertSaysInOneLine(Ended ended, String said) {
        assertThat(ended.err().strip()).hasLineCount(1).startsWith(said);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(1);
    }
}
