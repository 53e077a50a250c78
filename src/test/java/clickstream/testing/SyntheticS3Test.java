package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

class SyntheticS3Test {

    private record Numbered(int size) implements SyntheticS3.Contents {

        @Override
        public String key(int index) {
            return "events/2026/11/20/%02d/đ +%07d".formatted(index < 100 ? 12 : 13, index);
        }

        @Override
        public byte[] bytes(int index) {
            return "{\"n\":%d}".formatted(index).getBytes(UTF_8);
        }
    }

    @Test
    void listsAndServesWhatItComputes() {
        try (SyntheticS3 s3 = SyntheticS3.start(new Numbered(25_101));
                S3Client client = s3.client()) {
            List<S3Object> listed = client
                    .listObjectsV2Paginator(
                            request -> request.bucket(s3.bucket()).prefix("events/2026/11/20/13/"))
                    .contents()
                    .stream()
                    .toList();
            assertThat(listed).hasSize(25_001);
            assertThat(s3.counts().lists()).isEqualTo(26);
            S3Object last = listed.getLast();
            byte[] bytes = client.getObjectAsBytes(request ->
                            request.bucket(s3.bucket()).key(last.key()).ifMatch(last.eTag()))
                    .asByteArray();
            assertThat(bytes).asString(UTF_8).isEqualTo("{\"n\":25100}");
            assertThat(last.size()).isEqualTo(bytes.length);
            assertThat(s3.counts().gets()).isEqualTo(1);
        }
    }

    @Test
    void listsFromAKeyOn() {
        try (SyntheticS3 s3 = SyntheticS3.start(new Numbered(1_000_000));
                S3Client client = s3.client()) {
            var page = client.listObjectsV2(request -> request.bucket(s3.bucket())
                    .prefix("events/2026/11/20/13/")
                    .startAfter("events/2026/11/20/13/đ +0999997")
                    .maxKeys(5));
            assertThat(page.contents())
                    .extracting(S3Object::key)
                    .containsExactly("events/2026/11/20/13/đ +0999998", "events/2026/11/20/13/đ +0999999");
            assertThat(page.isTruncated()).isFalse();
        }
    }

    @Test
    void hasNoKeyButItsOwn() {
        try (SyntheticS3 s3 = SyntheticS3.start(new Numbered(3));
                S3Client client = s3.client()) {
            assertThatThrownBy(() -> client.getObjectAsBytes(
                            request -> request.bucket(s3.bucket()).key("events/2026/11/20/12/x")))
                    .isInstanceOf(NoSuchKeyException.class);
        }
    }
}
