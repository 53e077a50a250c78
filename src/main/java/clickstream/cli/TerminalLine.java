package clickstream.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps one line at the bottom of a terminal and rewrites it in place; what else is written, as log lines are, goes above it. Thread-safe.
 *
 * <p>The sequences are those of ECMA-48 that every terminal since the VT100 knows.
 */
final class TerminalLine extends OutputStream {

    private static final byte[] ERASE = "\r\u001b[K".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream terminal;
    private String line = "";
    private boolean drawn;
    private boolean withinLine;

    TerminalLine(OutputStream terminal) {
        this.terminal = terminal;
    }

    /** Shows a line in the place of the one before; the empty one takes it away. */
    synchronized void show(String text) throws IOException {
        line = text;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        redraw(bytes);
        bytes.writeTo(terminal);
        terminal.flush();
    }

    @Override
    public synchronized void write(byte[] text, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (drawn) {
            bytes.write(ERASE);
            drawn = false;
        }
        bytes.write(text, offset, length);
        withinLine = text[offset + length - 1] != '\n';
        if (!line.isEmpty()) {
            redraw(bytes);
        }
        bytes.writeTo(terminal);
    }

    @Override
    public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public synchronized void flush() throws IOException {
        terminal.flush();
    }

    private void redraw(ByteArrayOutputStream bytes) throws IOException {
        if (withinLine) {
            return;
        }
        if (!line.isEmpty()) {
            // Without wrapping: a line that is wider than the terminal could not be erased.
            bytes.write("\r\u001b[?7l%s\u001b[K\u001b[?7h".formatted(line).getBytes(StandardCharsets.UTF_8));
        } else if (drawn) {
            bytes.write(ERASE);
        }
        drawn = !line.isEmpty();
    }
}
