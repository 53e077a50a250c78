package clickstream.parse;

import java.util.BitSet;
import tools.jackson.core.JsonToken;

/**
 * The names of an event's own members, as far as they tell whether it is an event. They are not kept, however many there are. Not
 * thread-safe.
 */
final class TopLevelNames {

    static final String INGEST = "_ingest";
    static final String MESSAGE_TYPE = "messageType";

    /** No object has a billion members. */
    private static final int MAX_DIGITS = 9;

    private boolean ingest;
    private boolean other;
    private boolean messageType;
    private boolean logGroup;
    private boolean logEvents;
    private int numbers;
    private int largest = -1;

    void add(String name) {
        switch (name.length()) {
            case 8 -> logGroup |= name.equals("logGroup");
            case 9 -> logEvents |= name.equals("logEvents");
            case 11 -> messageType |= name.equals(MESSAGE_TYPE);
            default -> {}
        }
        if (name.equals(INGEST)) {
            ingest = true;
        } else if (other || !isNumber(name)) {
            other = true;
        } else {
            numbers++;
            largest = Math.max(largest, Integer.parseInt(name));
        }
    }

    /** Whether the ingest function's own member is one of them. */
    boolean ingest() {
        return ingest;
    }

    /** Whether those of an {@link Envelope} are among them. */
    boolean areOfEnvelope() {
        return messageType && logGroup && logEvents;
    }

    /** Whether there are none that the browser sent. */
    boolean nothingSent() {
        return !other && numbers == 0;
    }

    /** The largest number among them where there is no other name; -1 where there is no number. */
    int largest() {
        return largest;
    }

    /**
     * Whether they can be the numbers from 0 on without a gap: the largest is smaller than how many were read. It takes equal names to
     * be so and still have a gap, which {@link #haveNoGap} finds out.
     */
    boolean mayHaveNoGap() {
        return !other && largest < numbers;
    }

    /**
     * Whether they are the numbers from 0 on without a gap, which takes a second reading: noting each number in the first one would
     * take memory by its value, and a small event can have a large number for a name.
     *
     * @param again the event's tokens
     */
    boolean haveNoGap(Tokens again) {
        BitSet seen = new BitSet(numbers);
        again.nextInside();
        while (again.nextInside() != JsonToken.END_OBJECT) {
            String name = again.string();
            if (!name.equals(INGEST)) {
                seen.set(Integer.parseInt(name));
            }
            again.nextInside();
            again.skipChildren();
        }
        return seen.nextClearBit(0) > largest;
    }

    /** Whether a name is a whole number as JavaScript writes it. */
    private static boolean isNumber(String name) {
        if (name.isEmpty() || name.length() > MAX_DIGITS || (name.charAt(0) == '0' && name.length() > 1)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
