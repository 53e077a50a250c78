package clickstream.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.ecs.TestingAws.Ended;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts of jobs/ecs and jobs/ingest-aws say before they ask AWS anything. */
class ScriptsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ecs/deploy                | ''                            | --bucket is missing",
                "ecs/deploy                | --bucket b --database-host h  | --database-secret is missing",
                "ecs/deploy                | --bucket                      | --bucket needs a value",
                "ecs/deploy                | --buckets b                   | unknown option --buckets",
                "ecs/deploy                | bucket b                      | unknown option bucket",
                "ecs/deploy                | --bucket b --set Size         | --set Size is not NAME=VALUE",
                "ecs/run                   | ''                            | a command is missing, such as load or doctor",
                "ecs/run                   | --size medium load            | --size is small or large",
                "ecs/run                   | --cluster x load              | unknown option --cluster",
                "ingest-aws/deploy-lambda  | --bucket b                    | --code-bucket is missing",
                "ingest-aws/deploy-lambda  | --tag 1.0.0                   | unknown option --tag",
                "ingest-aws/deploy-lambda  | --key k --no-key              | --key and --no-key exclude each other",
                "ingest-aws/deploy-service | --bucket b                    | --certificate is missing",
                "ingest-aws/deploy-service | --subnets                     | --subnets needs a value"
            })
    void wrongUsageIsNamedInOneLine(String script, String arguments, String said) throws Exception {
        Ended ended =
                TestingAws.run(Map.of(), "jobs/" + script, arguments.isEmpty() ? new String[0] : arguments.split(" "));

        String name = script.substring(script.indexOf('/') + 1);
        assertThat(ended.err()).isEqualTo("%s: %s (%s --help shows how)\n".formatted(name, said, name));
        assertThat(ended.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "ecs/deploy, --database-secret",
        "ecs/run, --size",
        "ingest-aws/deploy-lambda, --code-bucket",
        "ingest-aws/deploy-service, --certificate"
    })
    void helpNamesTheOptions(String script, String option) throws Exception {
        Ended ended = TestingAws.run(Map.of(), "jobs/" + script, "--help");

        assertThat(ended.out()).startsWith("Usage: jobs/" + script).contains(option);
        assertThat(ended.exitCode()).isZero();
    }
}
