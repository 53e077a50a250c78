package clickstream.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of text in UTF-8 that appears, or is replaced, when all of it is written, and not before. */
final class WholeFile {

    private final Path file;

    /** What is to be in it. */
    @FunctionalInterface
    interface Contents {

        void writeTo(Writer writer) throws IOException;
    }

    WholeFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Whether it can be a file: its folder is there, and in its place is nothing else, such as a folder, a device or a link. */
    boolean isPossible() {
        Path folder = file.getParent();
        return folder != null
                && Files.isDirectory(folder)
                && (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        || Files.notExists(file, LinkOption.NOFOLLOW_LINKS));
    }

    /** Writes it beside its place, then moves it there. */
    void write(Contents contents) throws IOException {
        Path beside = file.resolveSibling("%s.%d.part"
                .formatted(file.getFileName(), ProcessHandle.current().pid()));
        try {
            try (Writer writer = Files.newBufferedWriter(beside, StandardCharsets.UTF_8)) {
                contents.writeTo(writer);
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
