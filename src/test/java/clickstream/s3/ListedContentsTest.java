package clickstream.s3;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.FaultyS3;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Beside the SDK's own reading of the same answers. */
class ListedContentsTest {

    private static final int PAGES = 400;

    private static final List<String> KEY_PARTS = List.of(
            "event-1.json",
            "a",
            "%20",
            "+",
            "%2B",
            "%",
            "%zz",
            " ",
            "&amp;",
            "&lt;",
            "&#13;",
            "&#x1F600;",
            "é",
            "日",
            "\uD83D\uDE00",
            "/",
            ".",
            "&quot;",
            "\t",
            "\n",
            "]]&gt;");

    private static final List<String> ODD_PARTS = List.of(
            "\r\n",
            "<!-- comment -->",
            "<![CDATA[x]]>",
            "&unknown;",
            "<b/>",
            "\u0000",
            "\uFFFD",
            "&#0;",
            "&",
            "&#xD800;",
            "]]>",
            "\uFFFE",
            "&#1;",
            "&#xFFFE;",
            "&#65534;",
            "&#xFFFD;");

    private static final List<String> TIMES = List.of(
            "2026-11-20T13:00:01.000Z",
            "2026-11-20T13:00:01Z",
            "2026-11-20T13:00:01.123456Z",
            "2026-11-20T13:00:01.5+00:00");

    private static final List<String> ETAGS = List.of("&quot;1f-2&quot;", "\"1f\"", "1f", "");

    private static final List<String> BETWEEN = List.of(
            "",
            "",
            "",
            "\n",
            "  \n\t",
            "<Owner><ID>1</ID><DisplayName>Contents</DisplayName></Owner>",
            "<ChecksumAlgorithm>CRC32</ChecksumAlgorithm>",
            "<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress></RestoreStatus>",
            "<Unknown a=\"b\">c</Unknown>",
            "<Key>second</Key>",
            "<Owner><Key>inner</Key></Owner>",
            "text",
            "<!-- <Key>x</Key> -->");

    private static final List<String> TAGS =
            List.of("Contents", "Contents", "Contents", "Contents", "Contents", "s3:Contents");

    private final Random random = new Random(42);
    private volatile String page = "";

    @Test
    void itReadsWhatTheSdkReads() {
        int read = 0;
        try (FaultyS3 s3 = FaultyS3.start(exchange -> exchange.xml(200, page));
                RawBucket bucket = s3.bucket(1);
                S3Client careful = s3.client()) {
            for (int i = 0; i < PAGES; i++) {
                page = page();
                String expected = listing(careful);
                assertThat(listing(bucket.client())).as(page).isEqualTo(expected);
                read += expected.equals("failed") ? 0 : 1;
            }
        }
        assertThat(read).as("pages that the SDK can read").isBetween(PAGES / 2, PAGES - 1);
    }

    /** What comes of a listing; of a failure, that it is one. */
    private static String listing(S3Client client) {
        try {
            ListObjectsV2Response answer = client.listObjectsV2(ListObjectsV2Request.builder()
                    .bucket("raw-events")
                    .encodingType(EncodingType.URL)
                    .build());
            return answer.name()
                    + answer.isTruncated()
                    + answer.keyCount()
                    + answer.contents().stream().map(ListedContentsTest::shown).toList();
        } catch (SdkException | IllegalArgumentException e) {
            return "failed";
        }
    }

    /** What the loader asks of an object. */
    private static String shown(S3Object object) {
        return Stream.of(
                        object.key(),
                        object.eTag(),
                        object.size(),
                        object.storageClassAsString(),
                        object.lastModified())
                .map(String::valueOf)
                .toList()
                .toString();
    }

    private String page() {
        boolean odd = random.nextInt(3) == 0;
        StringBuilder xml = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><Name>raw-events</Name>");
        xml.append(random.nextBoolean() ? "<EncodingType>url</EncodingType>" : "");
        for (int object = random.nextInt(5); object > 0; object--) {
            String tag = odd ? one(TAGS) : "Contents";
            xml.append('<').append(tag).append('>');
            List<String> elements = new ArrayList<>(List.of(
                    "<Key>%s</Key>".formatted(key(odd)),
                    "<LastModified>%s</LastModified>".formatted(one(TIMES)),
                    "<ETag>%s</ETag>".formatted(one(ETAGS)),
                    "<Size>%s</Size>".formatted(odd && random.nextInt(5) == 0 ? "many" : random.nextLong(1L << 40)),
                    "<StorageClass>%s</StorageClass>".formatted(random.nextBoolean() ? "STANDARD" : "NEW_CLASS")));
            Collections.shuffle(elements, random);
            elements.subList(random.nextInt(4) == 0 ? 4 : 5, 5).clear();
            for (String element : elements) {
                xml.append(odd ? one(BETWEEN) : one(BETWEEN.subList(0, 8))).append(element);
            }
            xml.append("</").append(tag).append('>').append(random.nextInt(4) == 0 ? "\n" : "");
        }
        xml.append("<IsTruncated>false</IsTruncated><KeyCount>1</KeyCount></ListBucketResult>");
        return odd && random.nextInt(10) == 0 ? xml.substring(0, random.nextInt(xml.length())) : xml.toString();
    }

    private String key(boolean odd) {
        StringBuilder key = new StringBuilder("events/");
        for (int part = random.nextInt(5); part > 0; part--) {
            key.append(odd && random.nextInt(4) == 0 ? one(ODD_PARTS) : one(KEY_PARTS));
        }
        return key.toString();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
