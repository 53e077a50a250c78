package clickstream.cli;

import clickstream.rejects.StoredReject;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Writes rejects to a folder: the bytes of each as a file of its own, in a folder for each hour, and {@code index.jsonl}, which says of
 * each file what it is. A file's name begins with a number, so each is new whatever a key holds.
 */
final class RejectExport {

    static final String INDEX = "index.jsonl";

    /** Characters of an object's name that its file's name has. */
    private static final int NAME_LENGTH = 60;

    private final Path folder;

    RejectExport(Path folder) {
        this.folder = folder;
    }

    /** Whether the folder is not there, or holds nothing. */
    boolean isFree() throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (NotDirectoryException e) {
            return false;
        }
    }

    /**
     * Writes one after the other until it is asked to stop; returns how many it wrote. Where that fails, nothing of it stays, so that it can
     * be tried again.
     */
    long write(Iterator<StoredReject> rejects, BooleanSupplier stopping) throws IOException {
        Files.createDirectories(folder);
        // Where another export has begun, that fails, and nothing of the other is touched.
        Files.createFile(folder.resolve(INDEX));
        try {
            return writeAll(rejects, stopping);
        } catch (IOException | RuntimeException e) {
            try {
                empty();
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private void empty() throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                if (!entry.equals(folder)) {
                    Files.delete(entry);
                }
            }
        }
    }

    private long writeAll(Iterator<StoredReject> rejects, BooleanSupplier stopping) throws IOException {
        long count = 0;
        try (Writer index =
                Files.newBufferedWriter(folder.resolve(INDEX), StandardCharsets.UTF_8, StandardOpenOption.WRITE)) {
            while (!stopping.getAsBoolean() && rejects.hasNext()) {
                StoredReject reject = rejects.next();
                String file = fileName(++count, reject);
                write(folder.resolve(file), reject);
                index.write(JsonDocument.text(document(reject, file)));
                index.write('\n');
            }
        }
        return count;
    }

    private static String fileName(long number, StoredReject reject) {
        String name = reject.objectName();
        String end = name.substring(Math.max(0, name.length() - NAME_LENGTH));
        return "%s/%08d-%s-%d".formatted(reject.hour(), number, end.replaceAll("[^A-Za-z0-9._-]", "_"), reject.index());
    }

    private static void write(Path file, StoredReject reject) throws IOException {
        Files.createDirectories(file.getParent());
        try (WritableByteChannel bytes =
                Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var left = reject.bytes().duplicate();
            while (left.hasRemaining()) {
                bytes.write(left);
            }
        }
    }

    private static Map<String, Object> document(StoredReject reject, String file) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("hour", reject.hour().toString());
        document.put("key", reject.key());
        document.put("etag", reject.etag());
        document.put("index", reject.index());
        document.put("reason", reject.reason());
        document.put("detail", reject.detail());
        document.put("file", file);
        document.put("bytes", reject.kept());
        document.put("truncated", !reject.isWhole());
        return document;
    }
}
