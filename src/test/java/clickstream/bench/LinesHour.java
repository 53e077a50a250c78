package clickstream.bench;

import clickstream.event.Hour;
import clickstream.generate.SyntheticHour;
import clickstream.testing.SyntheticS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** The events of another hour in few objects, each a gzip file of many lines. Thread-safe. */
final class LinesHour implements SyntheticS3.Contents {

    private final Hour hour;
    private final List<byte[]> objects;

    LinesHour(Hour hour, SyntheticHour documents, int objects) {
        this.hour = hour;
        this.objects = IntStream.range(0, objects)
                .parallel()
                .mapToObj(index -> lines(documents, (int) ((long) index * documents.size() / objects), (int)
                        ((index + 1L) * documents.size() / objects)))
                .toList();
    }

    private static byte[] lines(SyntheticHour documents, int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes, 64 * 1024)) {
            for (int index = from; index < to; index++) {
                out.write(documents.bytes(index));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public int size() {
        return objects.size();
    }

    @Override
    public String key(int index) {
        return hour.prefix() + "events-%06d.json.gz".formatted(index);
    }

    @Override
    public byte[] bytes(int index) {
        return objects.get(index);
    }

    /** Behind the events' times, as in life: an event of the future is worth an issue. */
    @Override
    public Instant lastModified(int index) {
        return hour.plus(1).start();
    }
}
