package clickstream.ingest;

import clickstream.event.Hour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * An object that events are added to, until it is sealed; then it takes no more. Whoever adds to it waits for {@link #stored}. Guarded by
 * its owner's lock until it is sealed.
 */
final class OpenObject {

    private final Hour hour;
    private final String uuid = UUID.randomUUID().toString();
    private final long openedNanos = System.nanoTime();
    private final CompletableFuture<String> stored = new CompletableFuture<>();
    private List<byte[]> lines = new ArrayList<>();
    private int lineBytes;

    OpenObject(Hour hour) {
        this.hour = hour;
    }

    void add(byte[] line) {
        lines.add(line);
        lineBytes += line.length;
    }

    int events() {
        return lines.size();
    }

    /** Bytes of its lines, without their ends. */
    int lineBytes() {
        return lineBytes;
    }

    /** By {@code System.nanoTime}. */
    long openedNanos() {
        return openedNanos;
    }

    /** Completed with its key once it is in S3, or with an empty one once it is given up. */
    CompletableFuture<String> stored() {
        return stored;
    }

    /**
     * Ends it: the only event as it is, or several, one a line, as one gzip member. Called once; the lines are given up, so that what
     * waits to be put is the smaller form only.
     */
    SealedObject seal() {
        List<byte[]> sealed = lines;
        lines = List.of();
        String name = "%sevent-%s.json".formatted(hour.prefix(), uuid);
        return sealed.size() == 1
                ? new SealedObject(name, sealed.getFirst(), "application/json", 1)
                : new SealedObject(name + ".gz", gzip(sealed, lineBytes), "application/gzip", sealed.size());
    }

    private static byte[] gzip(List<byte[]> lines, int lineBytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(lineBytes / 4 + 64);
        try (GZIPOutputStream gzip = new FastGzip(bytes)) {
            for (byte[] line : lines) {
                gzip.write(line);
                gzip.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no output is less likely to fail
        }
        return bytes.toByteArray();
    }

    /** The fastest level: 7 % more bytes than the usual one gives. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out) throws IOException {
            super(out, 8_192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
