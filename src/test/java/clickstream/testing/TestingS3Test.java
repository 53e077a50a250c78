package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.NameOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class TestingS3Test {

    private static final TestingS3 S3 = TestingS3.start();

    @AfterAll
    static void stop() {
        S3.close();
    }

    @BeforeEach
    void empty() {
        S3.keys("").forEach(S3::delete);
        S3.counts().reset();
    }

    @Test
    void listsEveryKeyThatCanBeInTheOrderOfItsBytes() {
        List<String> names = List.of(
                "event-1.json",
                "a b+c%20d&e=f.json",
                "\uFFFDreplaced",
                "\uD83D\uDE00emoji",
                "tab\there",
                "line\nend",
                "đồng hồ",
                "_SUCCESS",
                "folder/",
                "folder/x",
                "~",
                "quote\"<>'");
        names.forEach(name -> S3.put("events/2026/11/20/13/" + name, name.getBytes(UTF_8)));
        S3.put("events/2026/11/20/14/other", new byte[0]);

        List<String> expected = names.stream()
                .sorted(NameOrder.UTF_8_BYTES)
                .map("events/2026/11/20/13/"::concat)
                .toList();
        assertThat(listed("events/2026/11/20/13/", null, 3)).containsExactlyElementsOf(expected);
        assertThat(listed("events/2026/11/20/13/", expected.get(4), 3))
                .containsExactlyElementsOf(expected.subList(5, expected.size()));
        for (String name : names) {
            String key = "events/2026/11/20/13/" + name;
            assertThat(read(S3.client(), key)).isEqualTo(name);
        }
    }

    @Test
    void putsAndListsThousands() {
        Map<String, byte[]> objects = new HashMap<>();
        for (int i = 0; i < 2_500; i++) {
            objects.put("p/%05d".formatted(i), new byte[i % 100]);
        }
        S3.putAll(objects);
        assertThat(listed("p/", null, 1000)).hasSize(2_500).isSorted();
        assertThat(S3.counts().lists()).isEqualTo(3);
    }

    @Test
    void countsReads() {
        S3.put("k", new byte[1]);
        read(S3.client(), "k");
        assertThatThrownBy(() -> read(S3.client(), "missing")).isInstanceOf(NoSuchKeyException.class);
        assertThat(S3.counts().gets()).isEqualTo(2);
        assertThat(S3.counts().keysRead()).containsExactly("k", "missing");
        S3.counts().reset();
        assertThat(S3.counts().gets()).isZero();
    }

    @Test
    void servesNoOtherVersionThanTheOneAskedFor() {
        S3.put("k", new byte[1]);
        String etag = S3.client()
                .headObject(request -> request.bucket(S3.bucket()).key("k"))
                .eTag();
        S3.put("k", new byte[2]);
        assertThatThrownBy(() -> S3.client()
                        .getObjectAsBytes(
                                request -> request.bucket(S3.bucket()).key("k").ifMatch(etag)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    }

    @Test
    void saysThatAnObjectWasModifiedWhenTheTestSaysSo() {
        Instant then = Instant.parse("2025-01-02T03:04:05Z");
        S3.put("k", new byte[1], then);
        S3Object listed = page(ListObjectsV2Request.builder()
                        .bucket(S3.bucket())
                        .build())
                .contents()
                .getFirst();
        assertThat(listed.lastModified()).isEqualTo(then);
        assertThat(S3.client()
                        .getObjectAsBytes(request -> request.bucket(S3.bucket()).key("k"))
                        .response()
                        .lastModified())
                .isEqualTo(then);
    }

    @Test
    void refusesAWrongSecretAndAMissingBucket() {
        try (S3Client stranger = TestingS3.client(S3.endpoint(), S3.region(), S3.accessKey(), "wrong")) {
            assertThatThrownBy(() -> read(stranger, "k"))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
        assertThatThrownBy(() -> S3.client().headBucket(request -> request.bucket("another")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    @Test
    void takesObjectsFromAnyClient() {
        S3.client().putObject(request -> request.bucket(S3.bucket()).key("k"), RequestBody.fromString("by HTTP"));
        assertThat(read(S3.client(), "k")).isEqualTo("by HTTP");
        S3.client().deleteObject(request -> request.bucket(S3.bucket()).key("k"));
        assertThat(S3.keys("")).isEmpty();
    }

    private static String read(S3Client client, String key) {
        return client.getObjectAsBytes(request -> request.bucket(S3.bucket()).key(key))
                .asUtf8String();
    }

    private static List<String> listed(String prefix, @Nullable String startAfter, int pageSize) {
        return S3
                .client()
                .listObjectsV2Paginator(request -> request.bucket(S3.bucket())
                        .prefix(prefix)
                        .startAfter(startAfter)
                        .maxKeys(pageSize))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private static ListObjectsV2Response page(ListObjectsV2Request request) {
        return S3.client().listObjectsV2(request);
    }
}
