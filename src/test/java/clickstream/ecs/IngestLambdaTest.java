package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** jobs/ingest-aws/lambda.yaml: the function and the API in front of it. */
class IngestLambdaTest {

    private static final String LIVE =
            "arn:aws:lambda:ap-southeast-1:123456789012:function:clickstream-lambda-ingest:live";

    /** What a filter pattern names of a line. */
    private static final Pattern MEMBER = Pattern.compile("\\$\\.(\\w+)");

    /** What it asks of one. */
    private static final Pattern TERM =
            Pattern.compile("\\(\\$\\.(?<member>\\w+) (?<operator>=|!=|>=|<) \"?(?<value>[^\"]*?)\"?\\)");

    private final Stack stack = IngestStacks.lambda(Map.of());
    private final Map<String, Object> function = stack.properties("Function");
    private final Stack uploading =
            IngestStacks.lambda(Map.of("AssetsBucketName", "shop-images", "AssetsUrl", "https://images.example.com"));

    @Test
    void theFunctionIsTheHandlerOnJava25AndArm() {
        assertThat(function)
                .containsEntry("FunctionName", "clickstream-lambda-ingest")
                .containsEntry("Runtime", "java25")
                .containsEntry("Architectures", List.of("arm64"))
                .containsEntry("Handler", "clickstream.ingest.lambda.ClickstreamHandler")
                .containsEntry("Code", Map.of("S3Bucket", "code", "S3Key", "clickstream-ingest/1.jar"))
                .containsEntry("LoggingConfig", Map.of("LogGroup", "/aws/lambda/clickstream-lambda-ingest"));
    }

    /** A snapshot is taken of published versions only, so requests must go to one; what was published before can be gone back to. */
    @Test
    void requestsGoToAPublishedVersionThatStartsFromASnapshot() {
        assertThat(function).containsEntry("SnapStart", Map.of("ApplyOn", "PublishedVersions"));
        assertThat(stack.properties("LiveAlias").get("FunctionVersion")).isEqualTo("clickstream-lambda-ingest.Version");
        assertThat(stack.properties("Integration")).containsEntry("IntegrationUri", LIVE);
        assertThat(stack.properties("ApiMayInvoke"))
                .containsEntry("FunctionName", LIVE)
                .containsEntry("Principal", "apigateway.amazonaws.com");
        assertThat(map(stack.at("Resources", "FunctionVersion"))).containsEntry("UpdateReplacePolicy", "Retain");
    }

    /** CloudFormation replaces a version when its description changes; Lambda publishes one only where the function has changed as well. */
    @Test
    void anotherReleaseIsAnotherFunctionAndAnotherVersion() {
        Stack next = IngestStacks.lambda(Map.of("Release", "1".repeat(16)));

        assertThat(next.properties("Function").get("Description"))
                .isNotEqualTo(function.get("Description"))
                .isEqualTo(next.properties("FunctionVersion").get("Description"));
    }

    /** Where the API had CORS set it would replace what the function says; so OPTIONS must reach the function. */
    @Test
    void corsIsTheFunctionsAlone() {
        assertThat(stack.properties("Api"))
                .containsEntry("Name", "clickstream-http-api")
                .containsEntry("ProtocolType", "HTTP")
                .doesNotContainKey("CorsConfiguration");
        assertThat(stack.resources("AWS::ApiGatewayV2::Route"))
                .extracting(route -> stack.properties(route).get("RouteKey"))
                .containsExactly("POST /clickstream", "$default");
    }

    /** OPTIONS must reach it, or no page could ask. */
    @Test
    void uploadsHaveAFunctionOfTheirOwn() {
        assertThat(stack.resources("AWS::Lambda::Function")).containsExactly("Function");
        assertThat(uploading.resources("AWS::ApiGatewayV2::Route"))
                .extracting(route -> uploading.properties(route).get("RouteKey"))
                .containsExactly("POST /clickstream", "$default", "ANY /uploads", "ANY /uploads/{proxy+}");
        assertThat(uploading.properties("UploadsIntegration"))
                .containsEntry("IntegrationUri", LIVE.replace("-ingest:", "-ingest-uploads:"))
                .containsEntry("PayloadFormatVersion", "2.0")
                .containsEntry(
                        "TimeoutInMillis", stack.properties("Integration").get("TimeoutInMillis"));
        assertThat(uploading.properties("UploadsFunction"))
                .containsEntry("FunctionName", "clickstream-lambda-ingest-uploads")
                .containsEntry("Handler", function.get("Handler"))
                .containsEntry("Code", function.get("Code"))
                .containsEntry("SnapStart", function.get("SnapStart"))
                .containsEntry("Timeout", function.get("Timeout"));
    }

    @Test
    void theFunctionGetsTheFormatThatItReads() {
        assertThat(stack.properties("Integration"))
                .containsEntry("IntegrationType", "AWS_PROXY")
                .containsEntry("PayloadFormatVersion", "2.0");
    }

    /** 3 s for the secret, 4 s for the keys of the pool and 8 s for S3; each layer waits for the one below it, and API Gateway for 30 s at most. */
    @Test
    void timeoutsFollowOneAnother() {
        int functionMillis = (Integer) function.get("Timeout") * 1_000;

        assertThat(functionMillis).isGreaterThan(3_000 + 4_000 + 8_000);
        assertThat((Integer) stack.properties("Integration").get("TimeoutInMillis"))
                .isGreaterThan(functionMillis)
                .isLessThanOrEqualTo(30_000);
        assertThat((Integer) stack.properties("DurationAlarm").get("Threshold")).isEqualTo(functionMillis * 4 / 5);
    }

    @Test
    void concurrencyIsReservedWhereThatIsAskedFor() {
        assertThat(function).doesNotContainKey("ReservedConcurrentExecutions");
        assertThat(IngestStacks.lambda(Map.of("ReservedConcurrency", "50")).properties("Function"))
                .containsEntry("ReservedConcurrentExecutions", "50");
    }

    @Test
    void theStageLimitsRequests() {
        assertThat(map(stack.properties("Stage").get("DefaultRouteSettings")))
                .containsEntry("ThrottlingRateLimit", "1000")
                .containsEntry("ThrottlingBurstLimit", "2000");
    }

    @Test
    void theAccessLogIsJsonWithNothingOfPersonsOrKeys() {
        String format = stack.text("Resources", "Stage", "Properties", "AccessLogSettings", "Format");

        assertThat(format).hasLineCount(1).doesNotContain("sourceIp", "userAgent", "path", "query", "authorizer");
        // As API Gateway fills it in.
        Map<String, Object> line = new Yaml().load(format.replace("$context.status", "200"));
        assertThat(line).containsEntry("status", 200).containsKeys("requestId", "method", "route");
    }

    /** The filters name members that the access log has. */
    @Test
    void whatIsCountedIsWhatTheAccessLogSays() {
        String format = stack.text("Resources", "Stage", "Properties", "AccessLogSettings", "Format");

        assertThat(stack.resources("AWS::Logs::MetricFilter")).hasSize(2).allSatisfy(name -> {
            Map<String, Object> filter = stack.properties(name);
            assertThat(filter).containsEntry("LogGroupName", "/aws/vendedlogs/clickstream-http-api");
            assertThat(MEMBER.matcher(filter.get("FilterPattern").toString()).results())
                    .isNotEmpty()
                    .allSatisfy(member -> assertThat(format).contains("\"%s\":".formatted(member.group(1))));
        });
        assertThat(metric("AcknowledgedFilter")).isEqualTo("clickstream-ingest/acknowledged");
        assertThat(stack.properties("SilentAlarm"))
                .containsEntry("Namespace", "clickstream-ingest")
                .containsEntry("MetricName", "acknowledged");
    }

    /** Posts of events by either path, whichever route took them: neither uploads, nor questions of browsers, nor other paths. */
    @ParameterizedTest
    @CsvSource({
        "POST,    POST /clickstream,       200, acknowledged",
        "POST,    $default,                200, acknowledged",
        "POST,    POST /clickstream,       413, refused",
        "POST,    $default,                401, refused",
        "POST,    $default,                429, refused",
        "POST,    $default,                404, ''",
        "POST,    POST /clickstream,       503, ''",
        "OPTIONS, $default,                204, ''",
        "OPTIONS, $default,                200, ''",
        "GET,     $default,                405, ''",
        "POST,    ANY /uploads,            200, ''",
        "POST,    ANY /uploads,            403, ''",
        "POST,    ANY /uploads/{proxy+},   200, ''",
        "POST,    ANY /uploads/{proxy+},   409, ''",
    })
    void eachRequestIsCountedAsWhatItWas(String method, String route, String status, String counted) {
        Map<String, String> line = Map.of("method", method, "route", route, "status", status);

        assertThat(counts("AcknowledgedFilter", line)).isEqualTo(counted.equals("acknowledged"));
        assertThat(counts("RefusedFilter", line)).isEqualTo(counted.equals("refused"));
    }

    /** As CloudWatch Logs reads a pattern for JSON. */
    private boolean counts(String filter, Map<String, String> line) {
        String pattern = stack.properties(filter).get("FilterPattern").toString();
        assertThat(pattern).startsWith("{ ").endsWith(" }");
        return Stream.of(pattern.substring(2, pattern.length() - 2).split(" && ", -1))
                .allMatch(term -> {
                    Matcher parts = TERM.matcher(term);
                    assertThat(parts.matches()).as(term).isTrue();
                    String value = line.getOrDefault(parts.group("member"), "");
                    String text = parts.group("value");
                    return switch (parts.group("operator")) {
                        case "=" -> value.equals(text);
                        case "!=" -> !value.equals(text);
                        case ">=" -> Integer.parseInt(value) >= Integer.parseInt(text);
                        default -> Integer.parseInt(value) < Integer.parseInt(text);
                    };
                });
    }

    @Test
    void errorsAndThrottlesOfTheFunctionAreAlarms() {
        assertThat(List.of("ErrorsAlarm", "ThrottlesAlarm", "DurationAlarm"))
                .allSatisfy(name -> assertThat(Stack.dimension(stack.properties(name), "FunctionName"))
                        .isEqualTo("clickstream-lambda-ingest"));
        assertThat(stack.properties("ErrorsAlarm")).containsEntry("MetricName", "Errors");
        assertThat(stack.properties("ThrottlesAlarm")).containsEntry("MetricName", "Throttles");
    }

    @Test
    void theFunctionOfUploadsHasTheSameAlarms() {
        assertThat(List.of("Errors", "Throttles", "Duration")).allSatisfy(metric -> {
            Map<String, Object> alarm = new HashMap<>(stack.properties("%sAlarm".formatted(metric)));
            Map<String, Object> theirs = new HashMap<>(uploading.properties("Uploads%sAlarm".formatted(metric)));
            assertThat(Stack.dimension(theirs, "FunctionName")).isEqualTo("clickstream-lambda-ingest-uploads");
            assertThat(theirs.get("AlarmName"))
                    .isEqualTo("clickstream-ingest-uploads-%s".formatted(metric.toLowerCase(Locale.ROOT)));
            List.of("AlarmName", "AlarmDescription", "Dimensions").forEach(differs -> {
                alarm.remove(differs);
                theirs.remove(differs);
            });
            assertThat(theirs).isEqualTo(alarm);
        });
    }

    private String metric(String filter) {
        Map<String, Object> metric =
                map(list(stack.properties(filter).get("MetricTransformations")).getFirst());
        return metric.get("MetricNamespace") + "/" + metric.get("MetricName");
    }
}
