package clickstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Bodies that are gzip. */
final class GzipBodyTest {

    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private final BodyBytes inflated = new BodyBytes(budget, 100_000, Refusal.inflatedOver(100_000));

    @Test
    void severalMembersAreOneText() throws BodyException {
        assertThat(inflate(concat(gzip("one,"), gzip(""), gzip("two")))).isEqualTo("one,two");
    }

    @Test
    void zerosAndLineEndsMayStandBehindAMember() throws BodyException {
        assertThat(inflate(concat(gzip("one"), "\r\n".getBytes(UTF_8), gzip("two"), new byte[512])))
                .isEqualTo("onetwo");
    }

    @Test
    void theNamesThatToolsWriteArePassedOver() throws BodyException {
        byte[] plain = gzip("text");
        byte[] header = {0x1F, (byte) 0x8B, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 0, 3, 0, 'x', 'y', 'z'};
        byte[] names = "name\0comment\0".getBytes(UTF_8);
        byte[] named = concat(header, names, new byte[2], Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(inflate(named)).isEqualTo("text");
    }

    @Test
    void whateverIsCutOffIsRefused() {
        byte[] whole = gzip("some text of some length");
        for (int length = 2; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(BodyException.class).isThrownBy(() -> inflate(part));
        }
    }

    @Test
    void whatIsBrokenIsRefused() {
        byte[] whole = gzip("some text of some length");
        byte[] wrongSum = whole.clone();
        wrongSum[wrongSum.length - 5]++;
        byte[] wrongLength = whole.clone();
        wrongLength[wrongLength.length - 1]++;

        assertThatExceptionOfType(BodyException.class).isThrownBy(() -> inflate(wrongSum));
        assertThatExceptionOfType(BodyException.class).isThrownBy(() -> inflate(wrongLength));
        assertThatExceptionOfType(BodyException.class)
                .isThrownBy(() -> inflate(concat(whole, "behind".getBytes(UTF_8))))
                .satisfies(e -> assertThat(e.refusal()).isEqualTo(Refusal.BAD_GZIP));
    }

    @Test
    void inflatingStopsAtTheLimit() {
        byte[] bomb = gzip("0".repeat(50_000_000));

        assertThatExceptionOfType(BodyException.class)
                .isThrownBy(() -> inflate(bomb))
                .satisfies(e -> assertThat(e.refusal().message()).contains("INGEST_MAX_INFLATED"));
        assertThat(budget.heldBytes()).isLessThanOrEqualTo(100_000);
        inflated.close();
        assertThat(budget.heldBytes()).isZero();
    }

    private String inflate(byte[] stored) throws BodyException {
        try (BodyBytes gzip = new BodyBytes(new MemoryBudget(1 << 20), 1 << 20, Refusal.inflatedOver(1 << 20))) {
            gzip.add(stored, 0, stored.length);
            assertThat(gzip.isGzip()).isTrue();
            inflated.addInflated(gzip);
        }
        return new String(inflated.array(), 0, inflated.length(), UTF_8);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
