package clickstream.event;

/** What became of objects and of the values in them. */
public record LoadCounts(ObjectCounts objects, EventCounts events) {

    public static final LoadCounts NONE = new LoadCounts(ObjectCounts.NONE, EventCounts.NONE);

    public boolean balance() {
        return objects.balance() && events.balance();
    }

    public LoadCounts plus(LoadCounts other) {
        return new LoadCounts(objects.plus(other.objects), events.plus(other.events));
    }
}
