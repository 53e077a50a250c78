package clickstream.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, which remembers that it could not be written: a summary that got lost on a full disk must not look like one that is
 * there. A reader of a pipe that left early, as {@code head} does, has read enough. To be used by one thread.
 */
final class StandardOutput extends OutputStream {

    /** The part of a file's mode that says what it is: a pipe is the one, a socket the other. */
    private static final int KIND = 0170000;

    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private @Nullable String failure;

    /** A writer of text, in the encoding that Java has found for it. */
    PrintWriter writer() {
        Charset encoding = Charset.forName(
                System.getProperty("stdout.encoding", StandardCharsets.UTF_8.name()), StandardCharsets.UTF_8);
        return new PrintWriter(new OutputStreamWriter(this, encoding), true);
    }

    /** Why something that was written is not there; empty where all of it is, or nobody is there to read it. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (failure == null && !isPipe()) {
                failure = String.valueOf(e.getMessage());
            }
        }
    }

    private static boolean isPipe() {
        try {
            return Files.getAttribute(Path.of("/dev/stdout"), "unix:mode") instanceof Integer mode
                    && ((mode & KIND) == PIPE || (mode & KIND) == SOCKET);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
