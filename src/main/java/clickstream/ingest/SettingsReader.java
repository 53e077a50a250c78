package clickstream.ingest;

import clickstream.event.PrintableText;
import clickstream.event.ServiceVariables;
import clickstream.s3.BucketName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads environment variables, where an empty one counts as not set, and reads on when something is wrong, so that one message names all
 * of it. Not thread-safe.
 */
final class SettingsReader {

    private static final String OWN = "INGEST_";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KB|KiB|MB|MiB)?");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s)");

    private final Map<String, String> environment;
    private final Set<String> known = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();

    SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    String required(String name) {
        String value = text(name, "");
        if (value.isEmpty()) {
            complaints.add("%s is not set in the environment".formatted(name));
        }
        return value;
    }

    /** The name of a bucket; its objects are put past the SDK, which alone knows what an ARN means. */
    String bucket(String name) {
        required(name);
        return bucketIfAny(name);
    }

    /** The name of a bucket; empty where it is not set. */
    String bucketIfAny(String name) {
        String value = text(name, "");
        String fault = BucketName.isAccessPoint(value)
                ? "the ARN of an access point; the ingest needs its alias, or the name of the bucket"
                : BucketName.fault(value);
        if (!value.isEmpty() && !fault.isEmpty()) {
            complaints.add("%s is '%s', %s".formatted(name, shown(value), fault));
        }
        return value;
    }

    String text(String name, String unset) {
        known.add(name);
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? unset : value;
    }

    /** Texts with commas in between. */
    List<String> list(String name, String unset) {
        return Stream.of(text(name, unset).split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    int number(String name, int unset, int least, int most) {
        String value = text(name, Integer.toString(unset));
        if (!value.matches("\\d{1,9}")) {
            complaints.add("%s is '%s', which is not a number such as %d".formatted(name, shown(value), unset));
            return unset;
        }
        return bounded(name, Integer.parseInt(value), least, most);
    }

    /** A size as in {@code 65536}, {@code 64KiB} or, the same, {@code 64KB}. */
    int bytes(String name, int unset, int most) {
        String value = text(name, Integer.toString(unset));
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            complaints.add("%s is '%s', which is not a size such as %dKiB".formatted(name, shown(value), unset >> 10));
            return unset;
        }
        String unit = size.group(2) == null ? "B" : size.group(2);
        long bytes = Long.parseLong(size.group(1)) << (unit.startsWith("M") ? 20 : unit.startsWith("K") ? 10 : 0);
        return bounded(name, bytes, 1, most);
    }

    /** A time as in {@code 100ms} or {@code 1s}; a number alone is refused, for it could be either. */
    Duration duration(String name, Duration unset, Duration most) {
        String value = text(name, unset.toMillis() + "ms");
        Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            complaints.add(
                    "%s is '%s', which is not a time such as %dms".formatted(name, shown(value), unset.toMillis()));
            return unset;
        }
        long millis = Long.parseLong(time.group(1)) * ("s".equals(time.group(2)) ? 1_000 : 1);
        return Duration.ofMillis(bounded(name, millis, 0, Math.toIntExact(most.toMillis())));
    }

    <E extends Enum<E>> E choice(String name, E unset) {
        String value = text(name, unset.name().toLowerCase(Locale.ROOT));
        E[] choices = unset.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(value)) {
                return choice;
            }
        }
        String names = Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        complaints.add("%s is '%s', and must be one of %s".formatted(name, shown(value), names));
        return unset;
    }

    /** Some of the choices, with commas in between; all of them where it is not set. */
    <E extends Enum<E>> Set<E> choices(String name, E[] all) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E choice : all) {
            byName.put(choice.name().toLowerCase(Locale.ROOT), choice);
        }
        List<String> chosen = list(name, String.join(",", byName.keySet()));
        if (chosen.isEmpty() || !byName.keySet().containsAll(chosen)) {
            complain("%s is '%s', and must be of %s, with commas in between"
                    .formatted(name, shown(text(name, "")), String.join(", ", byName.keySet())));
        }
        return chosen.stream().map(byName::get).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** Something is wrong. */
    void complain(String what) {
        complaints.add(what);
    }

    /**
     * Ends the reading.
     *
     * @throws IllegalArgumentException naming every variable that is missing, wrong or unknown, in one line
     */
    void check() {
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(OWN) && !known.contains(name) && !ServiceVariables.has(name)) {
                complaints.add("%s is not a setting; those are %s".formatted(shown(name), ownNames()));
            }
        }
        if (!complaints.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", complaints));
        }
    }

    private String ownNames() {
        return known.stream().filter(name -> name.startsWith(OWN)).sorted().collect(Collectors.joining(", "));
    }

    private int bounded(String name, long value, int least, int most) {
        if (value < least || value > most) {
            complaints.add("%s must be between %d and %d, but is %d".formatted(name, least, most, value));
            return least;
        }
        return (int) value;
    }

    private static String shown(String value) {
        return PrintableText.quoted(value);
    }
}
