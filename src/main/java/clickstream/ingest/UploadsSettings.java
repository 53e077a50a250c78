package clickstream.ingest;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the environment says of uploads.
 *
 * @param bucket of images; empty where none are taken
 * @param address where the public finds them, without a slash at its end
 * @param roles any of which a token must give
 */
record UploadsSettings(String bucket, String address, Set<String> roles) {

    static final UploadsSettings OFF = new UploadsSettings("", "", Set.of());

    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+[^\\s?#]*");

    UploadsSettings {
        roles = Set.copyOf(roles);
    }

    /**
     * Reads the variables; what is wrong is left to {@link SettingsReader#check}.
     *
     * @param raw the bucket of raw events
     */
    static UploadsSettings read(SettingsReader read, String raw) {
        String bucket = read.bucketIfAny("ASSETS_BUCKET_NAME");
        String address = read.text("INGEST_ASSETS_URL", "");
        Set<String> roles = Set.copyOf(read.list("INGEST_UPLOAD_ROLES", "admin"));
        if (bucket.isEmpty() != address.isEmpty()) {
            read.complain("ASSETS_BUCKET_NAME and INGEST_ASSETS_URL are set together or not at all");
        } else if (!address.isEmpty() && !ADDRESS.matcher(address).matches()) {
            read.complain("INGEST_ASSETS_URL is not an address such as https://images.example.com");
        }
        if (!bucket.isEmpty() && bucket.equals(raw)) {
            read.complain("ASSETS_BUCKET_NAME must be another bucket than RAW_BUCKET_NAME");
        }
        if (roles.isEmpty()) {
            read.complain("INGEST_UPLOAD_ROLES names no role");
        }
        return bucket.isEmpty() ? OFF : new UploadsSettings(bucket, address.replaceFirst("/+$", ""), roles);
    }

    boolean isOff() {
        return bucket.isEmpty();
    }
}
