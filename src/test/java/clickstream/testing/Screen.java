package clickstream.testing;

import java.util.ArrayList;
import java.util.List;

/** What a terminal shows after what was written to it: it knows carriage return, line feed, and how to erase to the end of the line. */
public final class Screen {

    private Screen() {}

    /**
     * The lines of the screen.
     *
     * @throws IllegalArgumentException where something was written that it does not know
     */
    public static String after(String written) {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int column = 0;
        for (int index = 0; index < written.length(); index++) {
            StringBuilder line = lines.getLast();
            char next = written.charAt(index);
            if (next == '\r') {
                column = 0;
            } else if (next == '\n') {
                lines.add(new StringBuilder());
                column = 0;
            } else if (written.startsWith("\u001b[K", index)) {
                line.setLength(column);
                index += 2;
            } else if (written.startsWith("\u001b[?7l", index) || written.startsWith("\u001b[?7h", index)) {
                index += 4;
            } else if (next < ' ') {
                throw new IllegalArgumentException("unknown: %x at %d of %s".formatted((int) next, index, written));
            } else {
                line.replace(column, Math.min(column + 1, line.length()), String.valueOf(next));
                column++;
            }
        }
        return String.join("\n", lines);
    }
}
