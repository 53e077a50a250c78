package clickstream.doctor;

/**
 * What was found of one thing that the job needs.
 *
 * @param right whether it is as it must be
 * @param text what was found and, where it is wrong, the action
 */
public record Check(boolean right, String text) {

    /** It is as it must be. */
    public static Check ok(String text) {
        return new Check(true, text);
    }

    /** It is not. */
    public static Check wrong(String thing, String found, String action) {
        return new Check(false, "%s: %s; %s".formatted(thing, found, action));
    }

    /** It is not, and what was found says the action. */
    public static Check wrong(String thing, String found) {
        return new Check(false, "%s: %s".formatted(thing, found));
    }
}
