package clickstream.ingest.uploads;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What can be uploaded. SVG is not among them: it can hold scripts. */
enum ImageType {
    PNG("image/png", "png"),
    JPEG("image/jpeg", "jpg"),
    WEBP("image/webp", "webp"),
    AVIF("image/avif", "avif");

    private final String mediaType;
    private final String extension;

    ImageType(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    /** The one of a media type, which is written in lower case and without parameters; null where there is none. */
    static @Nullable ImageType of(String mediaType) {
        return Arrays.stream(values())
                .filter(type -> type.mediaType.equals(mediaType))
                .findFirst()
                .orElse(null);
    }

    String mediaType() {
        return mediaType;
    }

    /** How keys of this type end, behind the dot. */
    String extension() {
        return extension;
    }
}
