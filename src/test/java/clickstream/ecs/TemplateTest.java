package clickstream.ecs;

import static clickstream.ecs.Stack.list;
import static clickstream.ecs.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.credentials.Login;
import clickstream.database.TargetDatabase;
import clickstream.settings.EtlSettings;
import clickstream.settings.SourceAndTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import software.amazon.awssdk.core.SdkSystemSetting;

/** The template as a whole, and its task. */
class TemplateTest {

    private static final String[] CONTAINER = {"Resources", "TaskDefinition", "Properties", "ContainerDefinitions", "0"
    };

    private final Stack stack = Stack.with(Map.of());

    @Test
    void everyReferenceLeadsSomewhereWhateverIsChosen() {
        for (Map<String, String> choice : List.of(
                Map.<String, String>of(),
                Map.of(
                        "BucketKeyArn", "arn:aws:kms:x:1:key/a",
                        "DatabaseSecretKeyArn", "arn:aws:kms:x:1:key/b",
                        "AlarmEmail", "data@example.com",
                        "DatabaseAuthorities", "public",
                        "Size", "large"))) {
            Stack chosen = Stack.with(choice);
            assertThat(map(chosen.at("Resources"))).isNotEmpty();
            assertThat(map(chosen.at("Outputs"))).isNotEmpty();
        }
    }

    @Test
    void nothingIsDeclaredThatIsNotUsed() {
        stack.at("Resources");
        map(Stack.read(Stack.LOADER).get("Conditions")).keySet().forEach(stack::holds);
        Set<String> declared =
                new HashSet<>(map(Stack.read(Stack.LOADER).get("Parameters")).keySet());
        declared.addAll(map(Stack.read(Stack.LOADER).get("Mappings")).keySet());

        assertThat(stack.used()).containsAll(declared);
    }

    /** AWS reads YAML 1.1 without anchors, and refuses a template that has them; most other readers do not. */
    @Test
    void thereAreNoYamlAliases() throws Exception {
        assertThat(Files.readAllLines(Stack.LOADER))
                .noneMatch(line -> line.matches("\\s*(- |[A-Za-z<]+: )[&*][a-z].*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "large"})
    void eachSizeIsOneThatFargateSells(String size) {
        Map<String, Object> task = Stack.with(Map.of("Size", size)).properties("TaskDefinition");

        int cpu = Integer.parseInt(task.get("Cpu").toString());
        int gibibytes = Integer.parseInt(task.get("Memory").toString()) / 1024;
        // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
        assertThat(cpu).isIn(1024, 2048);
        assertThat(gibibytes).isBetween(cpu == 1024 ? 2 : 4, cpu == 1024 ? 8 : 16);
        assertThat(task.get("RequiresCompatibilities")).isEqualTo(List.of("FARGATE"));
        assertThat(task.get("NetworkMode")).isEqualTo("awsvpc");
    }

    @Test
    void aTaskThatIsStoppedHasTheTimeThatTheLoaderNeedsAndFargateGives() {
        assertThat((Integer) map(stack.at(CONTAINER)).get("StopTimeout")).isBetween(30, 120);
    }

    @Test
    void theContainerIsNeitherRootNorAbleToWrite() {
        assertThat(map(stack.at(CONTAINER)))
                .containsEntry("ReadonlyRootFilesystem", true)
                .containsEntry("User", "10001:10001")
                .containsEntry("LinuxParameters", Map.of("Capabilities", Map.of("Drop", List.of("ALL"))));
    }

    @Test
    void logsCannotHoldUpALoad() {
        Map<String, Object> logging = map(map(stack.at(CONTAINER)).get("LogConfiguration"));

        assertThat(logging).containsEntry("LogDriver", "awslogs");
        assertThat(map(logging.get("Options")))
                .containsEntry("mode", "non-blocking")
                .containsEntry("awslogs-group", "/ecs/clickstream-etl")
                .containsEntry("awslogs-region", Stack.REGION)
                .containsEntry("awslogs-stream-prefix", "etl")
                .containsEntry("max-buffer-size", "25m");
    }

    @Test
    void whatTheTaskSetsIsWhatTheProgramReads() {
        Map<String, String> variables = variables(stack);
        Set<String> asked = new HashSet<>();
        SourceAndTarget where = SourceAndTarget.of(new HashMap<>(variables) {
            @Override
            public String getOrDefault(Object name, String unset) {
                asked.add(name.toString());
                return super.getOrDefault(name, unset);
            }
        });

        assertThat(where.bucket()).isEqualTo("raw-events");
        assertThat(where.endpoint()).isNull();
        assertThat(where.target())
                .isEqualTo(new TargetDatabase(
                        "db.example.com", 5432, "clickstream_dw", new Login("etl_loader", "etl_loader"), true));
        assertThat(asked)
                .containsAll(variables.keySet().stream()
                        .filter(name -> name.startsWith("DW_") || name.startsWith("RAW_"))
                        .toList());
        assertThat(variables.keySet())
                .filteredOn(name -> name.startsWith("AWS_"))
                .containsExactly(SdkSystemSetting.AWS_REGION.environmentVariable());
    }

    @ParameterizedTest
    @CsvSource({"rds, /etl/rds-authorities.pem", "public,"})
    void theAuthoritiesAreThoseThatWereChosen(String choice, String file) {
        assertThat(settings(Stack.with(Map.of("DatabaseAuthorities", choice)))
                        .database()
                        .rootCertificate())
                .isEqualTo(file == null ? null : Path.of(file));
    }

    /** What lag is alarmed by is a line of the log; all lines are JSON. */
    @Test
    void theLogIsForMachinesAndHasTheMetrics() {
        assertThat(settings(stack).metrics().embedded()).isTrue();
        assertThat(variables(stack)).containsEntry("CLICKSTREAM_LOG_FORMAT", "ecs");
        assertThat(variables(stack).keySet())
                .filteredOn(name -> name.startsWith("CLICKSTREAM_"))
                .containsExactlyInAnyOrder(
                        "CLICKSTREAM_LOG_FORMAT",
                        "CLICKSTREAM_METRICS_EMBEDDED",
                        "CLICKSTREAM_DATABASE_ROOTCERTIFICATE");
    }

    @Test
    void thePasswordIsNowhereButInTheSecret() {
        Map<String, Object> container = map(stack.at(CONTAINER));

        assertThat(names(container.get("Environment"))).doesNotContain("DW_PG_PASSWORD", "DW_PG_USER");
        assertThat(list(container.get("Secrets")).stream()
                        .map(secret -> map(secret).get("ValueFrom").toString()))
                .allMatch(from -> from.matches("arn:aws:secretsmanager:[^:]+:\\d+:secret:[^:]+:(username|password)::"));
        assertThat(map(Stack.read(Stack.LOADER).get("Parameters")).keySet())
                .noneMatch(name -> name.contains("Password"));
    }

    private static EtlSettings settings(Stack stack) {
        return new Binder(ConfigurationPropertySources.from(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables(stack)))))
                .bindOrCreate("clickstream", EtlSettings.class);
    }

    private static Set<String> names(Object variables) {
        return list(variables).stream()
                .map(variable -> map(variable).get("Name").toString())
                .collect(Collectors.toSet());
    }

    /** As the container sees them; ECS puts the secrets' values in. */
    private static Map<String, String> variables(Stack stack) {
        Map<String, Object> container = map(stack.at(CONTAINER));
        Map<String, String> variables = new HashMap<>();
        Stream.of("Environment", "Secrets")
                .flatMap(kind -> list(container.get(kind)).stream())
                .map(Stack::map)
                .forEach(variable -> variables.put(
                        variable.get("Name").toString(),
                        variable.getOrDefault("Value", "etl_loader").toString()));
        return variables;
    }
}
