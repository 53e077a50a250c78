package clickstream.event;

/**
 * What became of the object versions that were listed. They balance when {@code listed == already + loaded + skipped + rejected +
 * failed}.
 *
 * @param listed versions that the listing shows and that were still there when they were to be read
 * @param already finished by an earlier run: in the ledger, not read again
 * @param loaded at least one of its events was inserted, duplicate or conflicting
 * @param skipped holds no event, without anything being wrong with it
 * @param rejected none of its values could be loaded
 * @param failed could not be read this time; the next run tries again
 */
public record ObjectCounts(long listed, long already, long loaded, long skipped, long rejected, long failed) {

    public static final ObjectCounts NONE = new ObjectCounts(0, 0, 0, 0, 0, 0);

    public boolean balance() {
        return listed == already + loaded + skipped + rejected + failed;
    }

    public ObjectCounts plus(ObjectCounts other) {
        return new ObjectCounts(
                listed + other.listed,
                already + other.already,
                loaded + other.loaded,
                skipped + other.skipped,
                rejected + other.rejected,
                failed + other.failed);
    }
}
