package clickstream.settings;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.ServiceVariables;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/**
 * Refuses what Spring Boot lets pass: a setting {@code clickstream.*} that nobody reads, wherever it is set, and a duration or size
 * whose unit is left to guess.
 */
public final class SettingsCheck {

    private static final String PREFIX = "clickstream.";

    /** Read by others than {@link EtlSettings}: how the log is written, and whether standard error is a terminal. */
    private static final Set<String> OTHERS = Set.of("clickstream.log-format", "clickstream.terminal");

    /** Those of the tests: a process that they start has them too. */
    private static final String TESTING = "clickstream.testing.";

    /** A name that differs in more letters is another one, and no slip of the pen. */
    private static final int MOST_EDITS = 5;

    /** Without one it would be milliseconds and bytes. */
    private static final Map<Class<?>, String> UNITS = Map.of(Duration.class, "s", DataSize.class, "MB");

    private SettingsCheck() {}

    /**
     * Checks the environment variables, the system properties, and whatever else Spring Boot reads.
     *
     * @throws ExplainedException naming all that is wrong, in one line
     */
    public static void check(ConfigurableEnvironment environment) {
        List<String> complaints = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> named) {
                for (String name : named.getPropertyNames()) {
                    check(name, named, complaints);
                }
            }
        }
        if (!complaints.isEmpty()) {
            throw new ExplainedException(String.join("; ", complaints), Kind.SETTING);
        }
    }

    private static void check(String name, PropertySource<?> source, List<String> complaints) {
        boolean variable = source instanceof SystemEnvironmentPropertySource && !name.contains(".");
        String dotted = name.toLowerCase(Locale.ROOT).replace('_', variable ? '.' : '-');
        if (!dotted.startsWith(PREFIX) || dotted.startsWith(TESTING) || (variable && ServiceVariables.has(name))) {
            return;
        }
        SortedMap<String, Class<?>> known = known();
        String setting = known.keySet().stream()
                .filter(each -> isSame(each, dotted, variable))
                .findFirst()
                .orElse("");
        if (!setting.isEmpty()) {
            String value = String.valueOf(source.getProperty(name));
            String unit = UNITS.get(known.get(setting));
            if (unit != null && value.matches("[0-9]+")) {
                complaints.add("%s is %s, without a unit such as in %s%s".formatted(name, value, value, unit));
            }
        } else if (OTHERS.stream().noneMatch(each -> isSame(each, dotted, variable))) {
            complaints.add("%s is not a setting".formatted(name) + suggestion(known, dotted, variable));
        }
    }

    /** The settings by their names, with the types of their values. */
    static SortedMap<String, Class<?>> known() {
        SortedMap<String, Class<?>> known = new TreeMap<>();
        collect(PREFIX, EtlSettings.class, known);
        return known;
    }

    private static void collect(String prefix, Class<?> settings, Map<String, Class<?>> known) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
            if (component.getType().isRecord()) {
                collect(name + ".", component.getType(), known);
            } else {
                known.put(name, component.getType());
            }
        }
    }

    /** As Spring Boot reads names: without regard to dashes, for which a variable may have underscores. */
    private static boolean isSame(String known, String dotted, boolean variable) {
        return letters(known).equals(letters(dotted))
                || (variable && known.replace('-', '.').equals(dotted));
    }

    private static String letters(String name) {
        return name.replace("-", "");
    }

    private static String suggestion(SortedMap<String, Class<?>> known, String dotted, boolean variable) {
        return known.keySet().stream()
                .filter(each -> edits(each, dotted) <= MOST_EDITS)
                .min(Comparator.comparingInt(each -> edits(each, dotted)))
                .map(each -> variable ? letters(each).replace('.', '_').toUpperCase(Locale.ROOT) : each)
                .map("; did you mean %s?"::formatted)
                .orElse("");
    }

    /** How many letters to insert, to delete or to replace: Levenshtein's distance. */
    private static int edits(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int above = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = above + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                above = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(above, row[column - 1]));
            }
        }
        return row[other.length()];
    }
}
