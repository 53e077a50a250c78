package clickstream.event;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What became of objects and of the values in them. */
public record LoadCounts(ObjectCounts objects, EventCounts events) {

    public static final LoadCounts NONE = new LoadCounts(ObjectCounts.NONE, EventCounts.NONE);

    public static LoadCounts of(ToLongFunction<LoadCount> count) {
        return new LoadCounts(
                new ObjectCounts(
                        count.applyAsLong(LoadCount.OBJECTS_LISTED),
                        count.applyAsLong(LoadCount.OBJECTS_ALREADY),
                        count.applyAsLong(LoadCount.OBJECTS_LOADED),
                        count.applyAsLong(LoadCount.OBJECTS_SKIPPED),
                        count.applyAsLong(LoadCount.OBJECTS_REJECTED),
                        count.applyAsLong(LoadCount.OBJECTS_FAILED)),
                new EventCounts(
                        count.applyAsLong(LoadCount.EVENTS_READ),
                        count.applyAsLong(LoadCount.EVENTS_INSERTED),
                        count.applyAsLong(LoadCount.EVENTS_DUPLICATE),
                        count.applyAsLong(LoadCount.EVENTS_CONFLICTING),
                        count.applyAsLong(LoadCount.EVENTS_REJECTED)));
    }

    public boolean balance() {
        return objects.balance() && events.balance();
    }

    public LoadCounts plus(LoadCounts other) {
        return new LoadCounts(objects.plus(other.objects), events.plus(other.events));
    }

    /** The equation of the objects, for people. */
    public String objectsEquation() {
        return equation(LoadCount.OF_OBJECTS);
    }

    /** The equation of the events, for people. */
    public String eventsEquation() {
        return equation(LoadCount.OF_EVENTS);
    }

    @Override
    public String toString() {
        return objectsEquation() + "; " + eventsEquation();
    }

    /** The first count as the sum of the others. */
    private String equation(List<LoadCount> counts) {
        return counts.stream()
                .map(count -> "%,d %s".formatted(count.of(this), words(count)))
                .collect(Collectors.joining(" + "))
                .replaceFirst(" \\+ ", " = ");
    }

    private static String words(LoadCount count) {
        return count == LoadCount.OBJECTS_ALREADY ? "already loaded" : count.outcome();
    }
}
