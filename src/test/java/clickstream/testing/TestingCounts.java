package clickstream.testing;

import clickstream.event.EventCounts;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts by the equation that they make, as in {@code "49 listed = 48 already + 1 loaded"}: its words are the names of the counts, and those
 * that it does not name are 0.
 */
public final class TestingCounts {

    private static final Pattern EQUATIONS = Pattern.compile("(\\d+ [a-z]+(?:( = | \\+ |; )(?!$)|$))*");
    private static final Pattern TERM = Pattern.compile("(\\d+) ([a-z]+)");

    private TestingCounts() {}

    public static LoadCounts of(String objects, String events) {
        return new LoadCounts(objects(objects), events(events));
    }

    public static ObjectCounts objects(String equation) {
        return of(ObjectCounts.class, equation);
    }

    public static EventCounts events(String equation) {
        return of(EventCounts.class, equation);
    }

    /**
     * Any record of numbers alone.
     *
     * @param equations one behind the other, with semicolons between
     * @throws IllegalArgumentException where one is not right, or names what the record does not have
     */
    public static <T extends Record> T of(Class<T> type, String equations) {
        if (!EQUATIONS.matcher(equations).matches()) {
            throw new IllegalArgumentException("not equations: " + equations);
        }
        Map<String, Long> numbers = new HashMap<>();
        for (String equation : equations.split("; ", -1)) {
            String[] sides = equation.split(" = ", -1);
            Arrays.stream(sides).forEach(side -> addTerms(side, numbers));
            if (sides.length > 1 && sum(sides[0]) != sum(sides[1])) {
                throw new IllegalArgumentException("its sides differ: " + equation);
            }
        }
        T counts = record(type, numbers);
        if (!numbers.isEmpty()) {
            throw new IllegalArgumentException("%s has no %s".formatted(type.getSimpleName(), numbers.keySet()));
        }
        return counts;
    }

    private static void addTerms(String side, Map<String, Long> numbers) {
        for (Matcher term = TERM.matcher(side); term.find(); ) {
            numbers.put(term.group(2), Long.valueOf(term.group(1)));
        }
    }

    private static long sum(String side) {
        return TERM.matcher(side)
                .results()
                .mapToLong(term -> Long.parseLong(term.group(1)))
                .sum();
    }

    /** Takes out of {@code numbers} what the record has. */
    private static <T extends Record> T record(Class<T> type, Map<String, Long> numbers) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            Long value = numbers.remove(components[i].getName());
            values[i] = value == null ? 0L : value;
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no counts: " + type, e);
        }
    }
}
