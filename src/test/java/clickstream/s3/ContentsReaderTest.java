package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.S3Object;

class ContentsReaderTest {

    private static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>raw</Name>";
    private static final String TAIL = "<IsTruncated>false</IsTruncated></ListBucketResult>";

    @Test
    void takesTheObjectsOutAndLeavesTheRest() throws IOException {
        ContentsReader reader = read(HEAD + object("events/a", "") + "\n" + object("events/b", "\n  ") + TAIL);
        assertThat(reader.contents()).containsExactly(expected("events/a"), expected("events/b"));
        assertThat(rest(reader)).isEqualTo(HEAD + "\n" + TAIL);
    }

    @Test
    void anEmptyListingStaysAsItIs() throws IOException {
        ContentsReader reader = read(HEAD + TAIL);
        assertThat(reader.contents()).isEmpty();
        assertThat(rest(reader)).isEqualTo(HEAD + TAIL);
    }

    @Test
    void whatXmlWritesAsReferencesIsResolved() {
        assertThat(read(HEAD + object("a&amp;b&lt;&gt;&quot;&apos;&#13;&#x65e5;&#x1F600;é", "") + TAIL)
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("a&b<>\"'\r日😀é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Contents><Key>a<!-- b --></Key></Contents>",
                "<Contents><Key><![CDATA[a]]></Key></Contents>",
                "<Contents><Key a=\"b\">a</Key></Contents>",
                "<Contents><s3:Key>a</s3:Key></Contents>",
                "<Contents><Key/></Contents>",
                "<Contents><Key>a&unknown;</Key></Contents>",
                "<Contents><Key>a&#1114112;</Key></Contents>",
                "<Contents><Key>a&amp</Key></Contents>",
                "<Contents><Key>a\r\n</Key></Contents>",
                "<Contents><Key>a</Key>text</Contents>",
                "<Contents ><Key>a</Key></Contents>",
                "<Contents xmlns=\"a\"><Key>a</Key></Contents>",
                "<s3:Contents><Key>a</Key></s3:Contents>",
                "<Contents/>",
                "<Contents><Key>a\uFFFD</Key></Contents>",
                "<Contents><Key>a<b>c</b></Key></Contents>",
                "<Contents><Size>many</Size></Contents>",
                "<Contents><LastModified>yesterday</LastModified></Contents>",
                "<Contents><Key>a</Key>",
                "<Contents><Key>a",
                "<Contents><Key",
                "<Contents>",
            })
    void whatLooksUnusualIsLeftAsItWas(String unusual) throws IOException {
        for (String xml : new String[] {HEAD + object("events/a", "") + unusual + TAIL, HEAD + unusual}) {
            ContentsReader reader = read(xml);
            assertThat(reader.contents()).isEmpty();
            assertThat(rest(reader)).isEqualTo(xml);
        }
    }

    @Test
    void anAnswerThatWasCutOffIsLeftAsItWas() throws IOException {
        String whole = HEAD + object("events/a", "") + TAIL;
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            ContentsReader reader = read(cut);
            assertThat(reader.contents()).isEmpty();
            assertThat(rest(reader)).isEqualTo(cut);
        }
    }

    private static ContentsReader read(String xml) {
        return new ContentsReader(xml.getBytes(UTF_8));
    }

    private static String rest(ContentsReader reader) throws IOException {
        return new String(reader.rest().readAllBytes(), UTF_8);
    }

    private static String object(String key, String blank) {
        return ("<Contents>_<Key>%s</Key>_<LastModified>2026-11-20T13:00:01.000Z</LastModified>_<ETag>&quot;1f&quot;</ETag>_"
                        + "<ChecksumAlgorithm>CRC32</ChecksumAlgorithm>_<Size>1024</Size>_<Owner><ID>1</ID></Owner>_"
                        + "<StorageClass>STANDARD</StorageClass>_</Contents>")
                .formatted(key)
                .replace("_", blank);
    }

    private static S3Object expected(String key) {
        return S3Object.builder()
                .key(key)
                .lastModified(Instant.parse("2026-11-20T13:00:01Z"))
                .eTag("\"1f\"")
                .size(1024L)
                .storageClass("STANDARD")
                .build();
    }
}
