package clickstream.cli;

import java.io.Writer;
import java.util.function.Consumer;

/** Hands on what is written, line by line; what has no end of a line yet waits for it. */
final class LineWriter extends Writer {

    private final Consumer<String> lines;
    private final StringBuilder line = new StringBuilder();

    LineWriter(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(char[] text, int offset, int length) {
        for (int index = offset; index < offset + length; index++) {
            if (text[index] == '\n') {
                lines.accept(line.toString().stripTrailing());
                line.setLength(0);
            } else {
                line.append(text[index]);
            }
        }
    }

    @Override
    public void flush() {
        // Lines are handed on when they end.
    }

    @Override
    public void close() {
        // Commands print whole lines.
    }
}
