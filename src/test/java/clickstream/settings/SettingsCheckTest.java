package clickstream.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.ExplainedException;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingsCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clickstream.load.partitions",
                "clickstream.max-object-size",
                "clickstream.maxObjectSize",
                "clickstream.max_object_size",
                "clickstream.terminal",
                "clickstream.testing.postgres",
                "clickstreams.load",
                "java.home"
            })
    void aPropertyInAnySpellingThatIsReadIsLetPass(String name) {
        assertThatCode(() -> check(properties(Map.of(name, "x")))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLICKSTREAM_LOAD_PARTITIONS",
                "CLICKSTREAM_MAXOBJECTSIZE",
                "CLICKSTREAM_MAX_OBJECT_SIZE",
                "CLICKSTREAM_LOG_FORMAT",
                "CLICKSTREAM_TESTING_BROWSER",
                "CLICKSTREAM",
                "PATH"
            })
    void aVariableInAnySpellingThatIsReadIsLetPass(String name) {
        assertThatCode(() -> check(variables(Map.of(name, "x")))).doesNotThrowAnyException();
    }

    /** Kubernetes sets these in each container beside a service that is called clickstream, or clickstream-something. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLICKSTREAM_SERVICE_HOST",
                "CLICKSTREAM_SERVICE_PORT",
                "CLICKSTREAM_SERVICE_PORT_HTTP",
                "CLICKSTREAM_PORT",
                "CLICKSTREAM_PORT_80_TCP",
                "CLICKSTREAM_PORT_80_TCP_PROTO",
                "CLICKSTREAM_PORT_80_TCP_PORT",
                "CLICKSTREAM_PORT_80_TCP_ADDR",
                "CLICKSTREAM_PORT_53_UDP",
                "CLICKSTREAM_INGEST_SERVICE_HOST"
            })
    void aVariableThatSaysWhereAServiceIsIsLetPass(String name) {
        assertThatCode(() -> check(variables(Map.of(name, "tcp://10.0.0.1:80"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLICKSTREAM_SERVICE",
                "CLICKSTREAM_SERVICE_NAME",
                "CLICKSTREAM_PORTS",
                "CLICKSTREAM_PORT_HTTP",
                "CLICKSTREAM_PORT_80_TCP_NAME",
                "clickstream_service_host"
            })
    void aVariableThatOnlyResemblesThoseIsRefused(String name) {
        assertThatThrownBy(() -> check(variables(Map.of(name, "x")))).isInstanceOf(ExplainedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "clickstream.load.partition,      ; did you mean clickstream.load.partitions?",
        "clickstream.partitions,          ; did you mean clickstream.load.partitions?",
        "clickstream.fetch.inflght,       ; did you mean clickstream.fetch.in-flight?",
        "clickstream.max.object.size,     ; did you mean clickstream.max-object-size?",
        "clickstream.load,                ''",
        "clickstream.something-else,      ''"
    })
    void aPropertyThatNobodyReadsIsRefused(String name, String suggestion) {
        assertThatThrownBy(() -> check(properties(Map.of(name, "x"))))
                .isInstanceOf(ExplainedException.class)
                .hasMessage("%s is not a setting%s", name, suggestion);
    }

    @ParameterizedTest
    @CsvSource({
        "CLICKSTREAM_LOAD_PARTITION,         ; did you mean CLICKSTREAM_LOAD_PARTITIONS?",
        "clickstream_load_partition,         ; did you mean CLICKSTREAM_LOAD_PARTITIONS?",
        "CLICKSTREAM_MAX_OBJECTS_SIZE,       ; did you mean CLICKSTREAM_MAXOBJECTSIZE?",
        "CLICKSTREAM_FETCH_IN_FLIGHT_,       ; did you mean CLICKSTREAM_FETCH_INFLIGHT?",
        "CLICKSTREAM_SOMETHING_ELSE,         ''"
    })
    void aVariableThatNobodyReadsIsRefused(String name, String suggestion) {
        assertThatThrownBy(() -> check(variables(Map.of(name, "x"))))
                .isInstanceOf(ExplainedException.class)
                .hasMessage("%s is not a setting%s", name, suggestion);
    }

    @Test
    void allThatIsWrongIsNamedInOneMessage() {
        assertThatThrownBy(() -> check(
                        properties(Map.of("clickstream.fetch.attempt-timeout", "30")),
                        variables(Map.of("CLICKSTREAM_SPEED", "high"))))
                .hasMessage(
                        "clickstream.fetch.attempt-timeout is 30, without a unit such as in 30s; CLICKSTREAM_SPEED is not a setting");
    }

    /** Wherever the table is: it is found by its head. */
    @Test
    void theTableOfSettingsHasEachWithItsDefaultAndNoOther() throws IOException {
        Map<String, String> told = new TreeMap<>();
        for (String line : tableOfSettings()) {
            String[] cells = line.split("\\|", -1);
            List<String> names = quoted(cells[1]);
            List<String> defaults = quoted(cells[2]);
            for (int index = 0; index < names.size(); index++) {
                told.put(names.get(index), defaults.isEmpty() ? "" : defaults.get(index));
            }
        }

        Map<String, String> read = new TreeMap<>();
        collect("clickstream.", EtlSettings.class, read);
        assertThat(told).isEqualTo(read);
        assertThat(SettingsCheck.known().keySet()).isEqualTo(read.keySet());
    }

    private static List<String> tableOfSettings() throws IOException {
        try (Stream<Path> documents = Files.list(Path.of("docs"))) {
            for (Path document : Stream.concat(Stream.of(Path.of("README.md")), documents)
                    .filter(each -> each.toString().endsWith(".md"))
                    .toList()) {
                List<String> lines = Files.readAllLines(document);
                for (int head = 0; head < lines.size(); head++) {
                    if (lines.get(head).matches("\\| *[Pp]roperty *\\| *[Dd]efault *\\|.*")) {
                        return lines.subList(head + 2, lines.size()).stream()
                                .takeWhile(line -> line.startsWith("|"))
                                .toList();
                    }
                }
            }
        }
        throw new AssertionError("no document has a table of settings");
    }

    /** Without {@code @DefaultValue} there is none: the table says in words what is done then. */
    private static void collect(String prefix, Class<?> settings, Map<String, String> defaults) {
        RecordComponent[] components = settings.getRecordComponents();
        Parameter[] parameters = Arrays.stream(settings.getDeclaredConstructors())
                .filter(constructor -> constructor.getParameterCount() == components.length)
                .findAny()
                .orElseThrow()
                .getParameters();
        for (int index = 0; index < components.length; index++) {
            String name = prefix + DataObjectPropertyName.toDashedForm(components[index].getName());
            DefaultValue unset = parameters[index].getAnnotation(DefaultValue.class);
            if (components[index].getType().isRecord()) {
                collect(name + ".", components[index].getType(), defaults);
            } else {
                defaults.put(name, unset == null ? "" : unset.value()[0]);
            }
        }
    }

    private static List<String> quoted(String cell) {
        List<String> quoted = new ArrayList<>();
        Matcher matcher = Pattern.compile("`([^`]*)`").matcher(cell);
        while (matcher.find()) {
            quoted.add(matcher.group(1));
        }
        return quoted;
    }

    private static PropertySource<?> properties(Map<String, Object> values) {
        return new MapPropertySource("properties", values);
    }

    private static PropertySource<?> variables(Map<String, Object> values) {
        return new SystemEnvironmentPropertySource("variables", values);
    }

    private static void check(PropertySource<?>... sources) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().stream()
                .map(PropertySource::getName)
                .toList()
                .forEach(environment.getPropertySources()::remove);
        for (PropertySource<?> source : sources) {
            environment.getPropertySources().addLast(source);
        }
        SettingsCheck.check(environment);
    }
}
