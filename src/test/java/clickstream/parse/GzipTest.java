package clickstream.parse;

import static clickstream.parse.Readings.bytesOf;
import static clickstream.parse.Readings.concat;
import static clickstream.parse.Readings.gzip;
import static clickstream.parse.Readings.onlyReject;
import static clickstream.parse.Readings.read;
import static clickstream.parse.Readings.show;
import static clickstream.parse.Readings.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ParsedValue;
import clickstream.event.RejectReason;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GzipTest {

    private static final byte[] EVENT = gzip(utf8("{\"a\":1}"));
    private static final byte[] OTHER = gzip(utf8("{\"b\":2}"));

    @Test
    void aMemberIsRead() {
        assertThat(read(EVENT)).containsExactly("{\"a\":1}");
    }

    @Test
    void severalMembersAreOneStream() {
        byte[] halves = concat(gzip(utf8("{\"a\"")), gzip(new byte[0]), gzip(utf8(":1}")), OTHER);

        assertThat(read(halves)).containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void zeroBytesMayFollow() {
        assertThat(read(concat(EVENT, OTHER, new byte[512]))).containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void aMemberOfNothingHoldsNoValue() {
        assertThat(read(gzip(new byte[0]))).isEmpty();
    }

    @Test
    void twiceIsOnceTooMany() {
        assertThat(onlyReject(gzip(gzip(utf8("{\"a\":1}")))).reason()).isEqualTo(RejectReason.BAD_ENCODING);
    }

    @Test
    void everyCutThroughAMemberIsBadGzip() {
        for (int length = 2; length < EVENT.length; length++) {
            assertThat(onlyReject(Arrays.copyOf(EVENT, length)).reason()).isEqualTo(RejectReason.BAD_GZIP);
        }
    }

    @Test
    void exactlyTheLargestSizeIsRead() {
        byte[] event = utf8("{\"a\":1}");

        assertThat(first(event.length, event)).isEqualTo("{\"a\":1}");
        assertThat(first(Math.max(event.length, EVENT.length), EVENT)).isEqualTo("{\"a\":1}");
    }

    @Test
    void aByteMoreIsTooLarge() {
        byte[] event = utf8("{\"a\":1}");

        assertThat(first(event.length - 1, event)).isEqualTo("too_large <{\"a\":1}>");
    }

    @Test
    void whatInflatesToAByteMoreIsTooLargeWhateverElseIsWrongWithIt() {
        byte[] spaces = gzip(utf8(" ".repeat(1001)));
        byte[] wrongChecksum = spaces.clone();
        wrongChecksum[wrongChecksum.length - 8] ^= 1;

        assertThat(first(1000, spaces)).startsWith("too_large");
        assertThat(first(1000, wrongChecksum)).startsWith("too_large");
        assertThat(first(1000, Arrays.copyOf(spaces, spaces.length - 1))).startsWith("too_large");
        assertThat(first(1000, concat(spaces, utf8("tail")))).startsWith("too_large");
        assertThat(first(1001, wrongChecksum)).startsWith("bad_gzip");
    }

    @Test
    void ofALargeObjectTheFirst64KibibytesAreKept() {
        byte[] stored = new byte[200_000];
        new Random(1).nextBytes(stored);
        stored[0] = 0x1f;
        stored[1] = (byte) 0x8b;

        assertThat(bytesOf(onlyReject(stored))).isEqualTo(Arrays.copyOf(stored, ParsedValue.KEPT_BYTES));
    }

    private static String first(int maxObjectSizeBytes, byte[] stored) {
        return show(new ObjectParser(maxObjectSizeBytes, Readings.NAMES)
                .values(stored)
                .next());
    }
}
