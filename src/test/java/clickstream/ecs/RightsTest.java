package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what: exactly this. */
class RightsTest {

    private static final String ROLE_ARN = "arn:aws:iam:ap-southeast-1:123456789012:role/";

    private final Stack stack = Stack.with(Map.of());

    @Test
    void theProgramMayListAndReadBelowEventsAndNothingElse() {
        assertThat(stack.statements("TaskRole"))
                .containsExactly(
                        Map.of(
                                "Effect",
                                "Allow",
                                "Action",
                                "s3:ListBucket",
                                "Resource",
                                "arn:aws:s3:::raw-events",
                                "Condition",
                                Map.of("StringLike", Map.of("s3:prefix", "events/*"))),
                        Map.of(
                                "Effect", "Allow",
                                "Action", "s3:GetObject",
                                "Resource", "arn:aws:s3:::raw-events/events/*"));
    }

    @Test
    void everyPrefixThatTheLoaderListsIsBelowEvents() {
        assertThat(Hour.parse("2026-11-20T13").prefix()).startsWith("events/");
    }

    @Test
    void whoStartsTheTaskMayFetchItsImageWriteItsLogAndReadItsSecret() {
        assertThat(stack.actions("ExecutionRole"))
                .containsExactly(
                        "ecr:GetAuthorizationToken on *",
                        "ecr:BatchCheckLayerAvailability on arn:aws:ecr:ap-southeast-1:123456789012:repository/clickstream-etl",
                        "ecr:BatchGetImage on arn:aws:ecr:ap-southeast-1:123456789012:repository/clickstream-etl",
                        "ecr:GetDownloadUrlForLayer on arn:aws:ecr:ap-southeast-1:123456789012:repository/clickstream-etl",
                        "logs:CreateLogStream on arn:aws:logs:ap-southeast-1:123456789012:loggroup//ecs/clickstream-etl",
                        "logs:PutLogEvents on arn:aws:logs:ap-southeast-1:123456789012:loggroup//ecs/clickstream-etl",
                        "secretsmanager:GetSecretValue on arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:dw-AbCdEf");
    }

    @Test
    void theSchedulerMayStartThisTaskInThisClusterWithItsTwoRoles() {
        assertThat(stack.actions("SchedulerRole"))
                .containsExactly(
                        "ecs:RunTask on arn:aws:ecs:ap-southeast-1:123456789012:task-definition/clickstream-etl:*",
                        "iam:PassRole on " + ROLE_ARN + "ExecutionRole",
                        "iam:PassRole on " + ROLE_ARN + "TaskRole",
                        "sqs:SendMessage on arn:aws:sqs:ap-southeast-1:123456789012:queue/clickstream-etl-undelivered");
        List<Map<String, Object>> statements = stack.statements("SchedulerRole");
        assertThat(statements.get(0).get("Condition"))
                .isEqualTo(Map.of(
                        "ArnEquals",
                        Map.of("ecs:cluster", "arn:aws:ecs:ap-southeast-1:123456789012:cluster/clickstream-etl")));
        assertThat(statements.get(1).get("Condition"))
                .isEqualTo(Map.of("StringEquals", Map.of("iam:PassedToService", "ecs-tasks.amazonaws.com")));
    }

    @ParameterizedTest
    @CsvSource({
        "TaskRole,      ecs-tasks.amazonaws.com",
        "ExecutionRole, ecs-tasks.amazonaws.com",
        "SchedulerRole, scheduler.amazonaws.com"
    })
    void aRoleIsTakenByOneServiceOnBehalfOfThisAccountOnly(String role, String service) {
        List<Object> statements =
                list(stack.at("Resources", role, "Properties", "AssumeRolePolicyDocument", "Statement"));

        assertThat(statements).singleElement().satisfies(statement -> {
            assertThat(map(statement))
                    .containsEntry("Principal", Map.of("Service", service))
                    .containsEntry("Action", "sts:AssumeRole");
            assertThat(map(map(map(statement).get("Condition")).get("StringEquals")))
                    .containsEntry("aws:SourceAccount", Stack.ACCOUNT);
            assertThat(map(statement).get("Condition").toString()).contains("aws:SourceArn=arn:aws:");
        });
    }

    @ParameterizedTest
    @CsvSource({"TaskRole, BucketKeyArn, s3", "ExecutionRole, DatabaseSecretKeyArn, secretsmanager"})
    void aKeyOfOnesOwnMayBeUsedThroughItsServiceOnly(String role, String parameter, String service) {
        String key = "arn:aws:kms:ap-southeast-1:123456789012:key/1";

        assertThat(Stack.with(Map.of(parameter, key)).statements(role))
                .hasSize(stack.statements(role).size() + 1)
                .last()
                .isEqualTo(Map.of(
                        "Effect",
                        "Allow",
                        "Action",
                        "kms:Decrypt",
                        "Resource",
                        key,
                        "Condition",
                        Map.of("StringEquals", Map.of("kms:ViaService", service + ".ap-southeast-1.amazonaws.com"))));
    }

    @Test
    void thereAreNoOtherRolesOrPolicies() {
        assertThat(map(stack.at("Resources")).entrySet().stream()
                        .filter(resource ->
                                map(resource.getValue()).get("Type").toString().startsWith("AWS::IAM::"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("TaskRole", "ExecutionRole", "SchedulerRole");
        assertThat(map(stack.at("Resources")).values().toString()).doesNotContain("ManagedPolicyArns");
    }

    @Test
    void noAddressCanReachTheTask() {
        assertThat(stack.properties("SecurityGroup")).doesNotContainKey("SecurityGroupIngress");
        assertThat(list(stack.properties("SecurityGroup").get("SecurityGroupEgress")).stream()
                        .map(rule -> map(rule).get("ToPort").toString()))
                .containsExactly("443", "5432");
    }
}
