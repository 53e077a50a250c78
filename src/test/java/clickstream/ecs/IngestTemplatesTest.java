package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import clickstream.event.Hour;
import clickstream.ingest.IngestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is true of both ways to run the ingest on AWS: references, rights, settings, alarms. */
class IngestTemplatesTest {

    private static final String KEY_ARN = "arn:aws:kms:ap-southeast-1:123456789012:key/1";

    private static final String SECRET_ARN = "arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:app-AbCdEf";

    /** All that the second shop has. */
    private static final Map<String, String> SECOND_SHOP = Map.of(
            "UserPool",
            "ap-southeast-1_AbCdEfGhI",
            "Audiences",
            "web,app",
            "ConfigSecretArn",
            SECRET_ARN,
            "ConfigSecretKeyArn",
            KEY_ARN,
            "AssetsBucketName",
            "shop-images",
            "AssetsUrl",
            "https://images.example.com",
            "UploadRoles",
            "admin,editor",
            "AllowedOrigins",
            "https://shop.example.com,https://www.example.com");

    /** What a template calls the things that both have. */
    enum Way {
        LAMBDA(IngestStacks.LAMBDA, "FunctionRole"),
        SERVICE(IngestStacks.SERVICE, "TaskRole");

        private final Path template;
        private final String role;

        Way(Path template, String role) {
            this.template = template;
            this.role = role;
        }

        Stack with(Map<String, String> others) {
            return this == LAMBDA ? IngestStacks.lambda(others) : IngestStacks.service(others);
        }

        /** The variables that the program sees. */
        Map<String, String> environment(Map<String, String> others) {
            return this == LAMBDA
                    ? Stack.texts(
                            map(with(others).at("Resources", "Function", "Properties", "Environment", "Variables")))
                    : Stack.environment(map(
                            with(others).at("Resources", "TaskDefinition", "Properties", "ContainerDefinitions", "0")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyReferenceLeadsSomewhereWhateverIsChosen(Way way) {
        for (Map<String, String> choice : List.of(
                Map.<String, String>of(),
                SECOND_SHOP,
                Map.of("BucketKeyArn", KEY_ARN, "SiteKey", "abcdefgh", "AlarmEmail", "data@example.com"))) {
            Stack chosen = way.with(choice);
            assertThat(map(chosen.at("Resources"))).isNotEmpty();
            assertThat(map(chosen.at("Outputs"))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsDeclaredThatIsNotUsed(Way way) {
        Map<String, String> chosen = new HashMap<>(SECOND_SHOP);
        chosen.putAll(Map.of("SiteKey", "abcdefgh", "AlarmEmail", "data@example.com"));
        Stack stack = way.with(chosen);
        stack.at("Resources");
        Map<String, Object> template = Stack.read(way.template);
        map(template.get("Conditions")).keySet().forEach(stack::holds);
        Set<String> declared = new HashSet<>(map(template.get("Parameters")).keySet());
        declared.addAll(map(template.getOrDefault("Mappings", Map.of())).keySet());

        assertThat(stack.used()).containsAll(declared);
    }

    /** AWS takes up to 51,200 bytes where the template is not in a bucket. */
    @ParameterizedTest
    @EnumSource
    void theTemplateFitsIntoTheCallAndHasNoYamlAliases(Way way) throws IOException {
        assertThat(Files.size(way.template)).isLessThan(51_200);
        assertThat(Files.readAllLines(way.template))
                .noneMatch(line -> line.matches("\\s*(- |[A-Za-z<]+: )[&*][a-z].*"));
    }

    @ParameterizedTest
    @EnumSource
    void theProgramMayPutBelowEventsAndNothingElse(Way way) {
        List<String> actions = way.with(Map.of()).actions(way.role);

        assertThat(actions).startsWith("s3:PutObject on arn:aws:s3:::raw-events/events/*");
        if (way == Way.LAMBDA) {
            assertThat(actions)
                    .containsExactly(
                            "s3:PutObject on arn:aws:s3:::raw-events/events/*",
                            "logs:CreateLogStream on arn:aws:logs:ap-southeast-1:123456789012:loggroup//aws/lambda/clickstream-lambda-ingest",
                            "logs:PutLogEvents on arn:aws:logs:ap-southeast-1:123456789012:loggroup//aws/lambda/clickstream-lambda-ingest");
        } else {
            assertThat(actions).hasSize(1);
        }
        assertThat(Hour.parse("2026-11-20T13").prefix()).startsWith("events/");
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfOnesOwnMayEncryptObjectsThroughS3Only(Way way) {
        assertThat(way.with(Map.of("BucketKeyArn", KEY_ARN)).statements(way.role))
                .hasSize(way.with(Map.of()).statements(way.role).size() + 1)
                .contains(Map.of(
                        "Effect",
                        "Allow",
                        "Action",
                        "kms:GenerateDataKey",
                        "Resource",
                        KEY_ARN,
                        "Condition",
                        Map.of("StringEquals", Map.of("kms:ViaService", "s3.ap-southeast-1.amazonaws.com"))));
    }

    @ParameterizedTest
    @EnumSource
    void rolesAreTakenOnBehalfOfThisAccountOnlyAndHaveNoManagedPolicies(Way way) {
        Stack stack = way.with(Map.of());
        List<String> roles = stack.resources("AWS::IAM::Role");

        assertThat(roles)
                .containsExactlyInAnyOrder(
                        way == Way.LAMBDA ? new String[] {"FunctionRole"} : new String[] {"ExecutionRole", "TaskRole"});
        assertThat(roles).allSatisfy(role -> {
            assertThat(stack.properties(role)).doesNotContainKey("ManagedPolicyArns");
            assertThat(list(stack.at("Resources", role, "Properties", "AssumeRolePolicyDocument", "Statement")))
                    .singleElement()
                    .satisfies(statement -> {
                        assertThat(map(statement).get("Principal"))
                                .isEqualTo(Map.of(
                                        "Service",
                                        way == Way.LAMBDA ? "lambda.amazonaws.com" : "ecs-tasks.amazonaws.com"));
                        assertThat(map(map(map(statement).get("Condition")).get("StringEquals")))
                                .containsEntry("aws:SourceAccount", Stack.ACCOUNT);
                    });
        });
        assertThat(stack.resources("AWS::IAM::Policy")).isEmpty();
        assertThat(stack.resources("AWS::IAM::ManagedPolicy")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theProgramIsToldBucketOriginsAndKey(Way way) {
        Map<String, String> variables =
                way.environment(Map.of("SiteKey", "abcdefgh", "AllowedOrigins", "https://shop.example.com"));

        assertThat(variables)
                .containsEntry("RAW_BUCKET_NAME", "raw-events")
                .containsEntry("INGEST_ALLOWED_ORIGINS", "https://shop.example.com")
                .containsEntry("INGEST_SOURCE_IP", "full")
                .containsEntry("INGEST_KEY", "abcdefgh");
        // An unknown one, or a value that is wrong, ends the start.
        assertThatCode(() -> IngestSettings.of(variables)).doesNotThrowAnyException();
        assertThat(way.environment(Map.of())).doesNotContainKey("INGEST_KEY");
    }

    @ParameterizedTest
    @EnumSource
    void theProgramIsToldOfPoolSecretAndImages(Way way) {
        assertThat(way.environment(Map.of()))
                .containsEntry("EVENTS_SINK", "s3,log")
                .doesNotContainKeys("INGEST_USER_POOL", "INGEST_AUDIENCES", "APP_CONFIG", "ASSETS_BUCKET_NAME");
        Map<String, String> variables = way.environment(SECOND_SHOP);
        assertThat(variables)
                .containsEntry("INGEST_USER_POOL", "ap-southeast-1_AbCdEfGhI")
                .containsEntry("INGEST_AUDIENCES", "web,app")
                .containsEntry("APP_CONFIG", SECRET_ARN);
        if (way == Way.LAMBDA) {
            assertThat(variables).doesNotContainKey("ASSETS_BUCKET_NAME");
            variables = Stack.texts(map(way.with(SECOND_SHOP)
                    .at("Resources", "UploadsFunction", "Properties", "Environment", "Variables")));
        }
        assertThat(variables)
                .containsEntry("ASSETS_BUCKET_NAME", "shop-images")
                .containsEntry("INGEST_ASSETS_URL", "https://images.example.com")
                .containsEntry("INGEST_UPLOAD_ROLES", "admin,editor");
        Map<String, String> all = variables;
        assertThatCode(() -> IngestSettings.of(all)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void imagesAreForTheirOwnRoleAndSecretsAreRead(Way way) {
        Stack stack = way.with(SECOND_SHOP);
        String events = "s3:PutObject on arn:aws:s3:::raw-events/events/*";
        String put = "s3:PutObject on arn:aws:s3:::shop-images/products/*";
        String get = "s3:GetObject on arn:aws:s3:::shop-images/products/*";
        String look = "s3:ListBucket on arn:aws:s3:::shop-images";
        String read = "secretsmanager:GetSecretValue on " + SECRET_ARN;
        String decrypt = "kms:Decrypt on " + KEY_ARN;

        if (way == Way.LAMBDA) {
            assertThat(stack.actions("FunctionRole"))
                    .contains(events, read, decrypt)
                    .doesNotContain(put, get, look);
            assertThat(stack.actions("UploadsRole"))
                    .startsWith(put, get, look, read, decrypt)
                    .filteredOn(action -> !action.startsWith("logs:"))
                    .hasSize(5);
        } else {
            assertThat(stack.actions("TaskRole")).containsExactly(events, read, decrypt, put, get, look);
        }
        assertThat(way.with(Map.of()).actions(way.role)).doesNotContain(put, get, look, read, decrypt);
    }

    @ParameterizedTest
    @EnumSource
    void theImagesAreNotPublicAndPagesMayPutThem(Way way) {
        Stack stack = way.with(SECOND_SHOP);
        Map<String, Object> bucket = stack.properties("AssetsBucket");

        assertThat(way.with(Map.of()).resources("AWS::S3::Bucket")).isEmpty();
        assertThat(stack.resources("AWS::S3::Bucket")).containsExactly("AssetsBucket");
        assertThat(bucket).containsEntry("BucketName", "shop-images").doesNotContainKey("AccessControl");
        assertThat(map(bucket.get("PublicAccessBlockConfiguration")))
                .hasSize(4)
                .containsValues(true)
                .doesNotContainValue(false);
        assertThat(map(bucket.get("CorsConfiguration")).get("CorsRules"))
                .isEqualTo(List.of(Map.of(
                        "AllowedOrigins",
                        List.of("https://shop.example.com", "https://www.example.com"),
                        "AllowedMethods",
                        List.of("PUT"),
                        "AllowedHeaders",
                        List.of("content-type", "if-none-match", "x-amz-meta-announced-length"),
                        "MaxAge",
                        3600)));
        assertThat(map(stack.at("Resources", "AssetsBucket"))).containsEntry("DeletionPolicy", "Retain");
    }

    @ParameterizedTest
    @EnumSource
    void theKeyIsNotShownByCloudFormation(Way way) {
        assertThat(map(map(Stack.read(way.template).get("Parameters")).get("SiteKey")))
                .containsEntry("NoEcho", true)
                .containsEntry("Default", "");
        assertThat(way.with(Map.of("SiteKey", "abcdefgh")).at("Outputs").toString())
                .doesNotContain("abcdefgh");
    }

    @ParameterizedTest
    @EnumSource
    void everyLogEndsSomeDay(Way way) {
        Stack stack = way.with(Map.of());

        assertThat(stack.resources("AWS::Logs::LogGroup"))
                .isNotEmpty()
                .allSatisfy(group -> assertThat(stack.properties(group)).containsEntry("RetentionInDays", "30"));
    }

    @ParameterizedTest
    @EnumSource
    void everyAlarmSpeaksUpAndStandsInTheRunbook(Way way) throws IOException {
        Stack stack = way.with(SECOND_SHOP);
        String runbook = Files.readString(Path.of("docs", "ingest-aws.md"));

        assertThat(way.with(Map.of()).resources("AWS::CloudWatch::Alarm")).hasSize(6);
        assertThat(stack.resources("AWS::CloudWatch::Alarm"))
                .hasSize(way == Way.LAMBDA ? 9 : 6)
                .allSatisfy(name -> {
                    Map<String, Object> alarm = stack.properties(name);
                    assertThat(alarm.get("AlarmActions")).isEqualTo(List.of(topic(stack)));
                    assertThat(alarm.get("OKActions")).isEqualTo(List.of(topic(stack)));
                    String suffix =
                            alarm.get("AlarmName").toString().replaceFirst("^clickstream-ingest(-service)?-", "");
                    assertThat(runbook).contains("`%s`".formatted(suffix));
                });
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsAnAlarmEvenWhereNothingIsCounted(Way way) {
        assertThat(way.with(Map.of("SilenceSeconds", "900")).properties("SilentAlarm"))
                .containsEntry("TreatMissingData", "breaching")
                .containsEntry("ComparisonOperator", "LessThanThreshold")
                .containsEntry("Threshold", 1)
                .containsEntry("Period", "900");
    }

    /** 503 is an answer like any other to Lambda and ECS: only what the sender was told says that something was not stored. */
    @ParameterizedTest
    @EnumSource
    void requestsThatWereNotStoredAreAnAlarm(Way way) {
        List<Object> metrics =
                list(way.with(Map.of()).properties("NotStoredAlarm").get("Metrics"));

        assertThat(metrics.stream()
                        .map(Stack::map)
                        .filter(metric -> metric.containsKey("MetricStat"))
                        .map(metric -> map(map(metric.get("MetricStat")).get("Metric"))
                                .get("MetricName")
                                .toString()))
                .containsExactlyElementsOf(
                        way == Way.LAMBDA
                                ? List.of("5xx", "Count")
                                : List.of("HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count", "RequestCount"));
        assertThat(metrics)
                .filteredOn(metric -> !map(metric).containsKey("ReturnData"))
                .hasSize(1);
    }

    private static String topic(Stack stack) {
        return stack.text("Resources", "AlarmTopic", "Properties", "TopicName");
    }
}
