package clickstream.fuzz;

/** Says what was broken, so that a fuzzer takes it for a finding. */
final class Promise {

    private Promise() {}

    /** @param promise followed by what there is in its place */
    static void isKept(boolean kept, String promise, Object found) {
        if (!kept) {
            throw new AssertionError(promise + ": " + found);
        }
    }
}
