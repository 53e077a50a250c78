package clickstream.ingest;

import clickstream.s3.SignedPut;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where objects are put.
 *
 * @param events into the bucket of raw events
 * @param assets into that of images; null where none are taken
 */
public record Stores(SignedPut events, @Nullable SignedPut assets) {

    /**
     * The buckets of the settings, with the credentials that the AWS SDK's own chain finds.
     *
     * @param environment variables that say where S3 is
     * @throws IllegalArgumentException naming the variable that is missing or wrong
     */
    public static Stores of(IngestSettings settings, Map<String, String> environment) {
        UploadsSettings uploads = settings.uploads();
        return new Stores(
                SignedPut.into(settings.bucket(), environment),
                uploads.isOff() ? null : SignedPut.into(uploads.bucket(), environment));
    }
}
