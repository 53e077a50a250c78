package clickstream.event;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The counts of a load: those of objects, then those of events, each in the order of its equation. */
public enum LoadCount {
    OBJECTS_LISTED(
            "Object versions below the hours' prefixes",
            counts -> counts.objects().listed()),
    OBJECTS_ALREADY("Finished by an earlier run", counts -> counts.objects().already()),
    OBJECTS_LOADED(
            "At least one event inserted, duplicate or conflicting",
            counts -> counts.objects().loaded()),
    OBJECTS_SKIPPED(
            "Hold no event, and nothing is wrong", counts -> counts.objects().skipped()),
    OBJECTS_REJECTED(
            "None of their values could be loaded", counts -> counts.objects().rejected()),
    OBJECTS_FAILED("Could not be read this time", counts -> counts.objects().failed()),
    EVENTS_READ("Values found in objects", counts -> counts.events().read()),
    EVENTS_INSERTED("New rows", counts -> counts.events().inserted()),
    EVENTS_DUPLICATE("Delivered twice", counts -> counts.events().duplicate()),
    EVENTS_CONFLICTING(
            "Their ids were there with other columns", counts -> counts.events().conflicting()),
    EVENTS_REJECTED("Values that are no event", counts -> counts.events().rejected());

    public static final List<LoadCount> ALL = List.of(values());
    public static final List<LoadCount> OF_OBJECTS = List.copyOf(EnumSet.range(OBJECTS_LISTED, OBJECTS_FAILED));
    public static final List<LoadCount> OF_EVENTS = List.copyOf(EnumSet.range(EVENTS_READ, EVENTS_REJECTED));

    private final String description;
    private final ToLongFunction<LoadCounts> value;

    LoadCount(String description, ToLongFunction<LoadCounts> value) {
        this.description = description;
        this.value = value;
    }

    /** Its column in {@code etl.load_run}, such as "objects_listed". */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its name in logs and metrics, such as "objects.listed". */
    public String key() {
        return column().replace('_', '.');
    }

    /** What is counted: "objects" or "events". */
    public String unit() {
        return OF_OBJECTS.contains(this) ? "objects" : "events";
    }

    /** What became of them, such as "listed". */
    public String outcome() {
        return column().substring(unit().length() + 1);
    }

    public String description() {
        return description;
    }

    public long of(LoadCounts counts) {
        return value.applyAsLong(counts);
    }

    /** Of an hour that did not go to its end, nobody knows how much was listed. */
    public static List<LoadCount> known(boolean isWhole) {
        return isWhole ? ALL : List.copyOf(EnumSet.range(OBJECTS_LOADED, EVENTS_REJECTED));
    }
}
