package clickstream.event;

/** Numbers with their nouns, for people. */
public final class Plural {

    private Plural() {}

    /**
     * As in "1 object" and "2,000 objects".
     *
     * @param noun in the singular, one that takes an s
     */
    public static String of(long count, String noun) {
        return (count == 1 ? "%,d %s" : "%,d %ss").formatted(count, noun);
    }

    /** As in "1 object was" and "2,000 objects were". */
    public static String were(long count, String noun) {
        return of(count, noun) + (count == 1 ? " was" : " were");
    }
}
