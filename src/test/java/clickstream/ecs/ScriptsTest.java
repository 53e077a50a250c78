package clickstream.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.ecs.TestingAws.Ended;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts of jobs/ecs say before they ask AWS anything. */
class ScriptsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy | ''                                   | --bucket is missing",
                "deploy | --bucket b --database-host h         | --database-secret is missing",
                "deploy | --bucket                             | --bucket needs a value",
                "deploy | --buckets b                          | unknown option --buckets",
                "deploy | --bucket b --set Size                | --set Size is not NAME=VALUE",
                "run    | ''                                   | a command is missing, such as load or doctor",
                "run    | --size medium load                   | --size is small or large",
                "run    | --cluster x load                     | unknown option --cluster"
            })
    void wrongUsageIsNamedInOneLine(String script, String arguments, String said) throws Exception {
        Ended ended = TestingAws.run(Map.of(), script, arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(ended.err()).isEqualTo("%s: %s (%s --help shows how)\n".formatted(script, said, script));
        assertThat(ended.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"deploy, --database-secret", "run, --size"})
    void helpNamesTheOptions(String script, String option) throws Exception {
        Ended ended = TestingAws.run(Map.of(), script, "--help");

        assertThat(ended.out()).startsWith("Usage: jobs/ecs/" + script).contains(option);
        assertThat(ended.exitCode()).isZero();
    }
}
