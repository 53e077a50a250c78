package clickstream.ingest.uploads;

/** Why an upload is refused. */
public enum UploadFault {
    /** Not JSON, or no object. */
    NOT_JSON(400, "malformed_json", "Request body is not a JSON object"),
    /** Not one of the types that can be uploaded. */
    TYPE(415, "unsupported_image_type", "contentType must be image/png, image/jpeg, image/webp or image/avif"),
    /** No length, or none that a file can have. */
    LENGTH(400, "bad_content_length", "contentLength must be the number of bytes, from 1 up"),
    /** More bytes than can be uploaded. */
    TOO_LARGE(413, "upload_too_large", "contentLength must be at most %d bytes".formatted(Uploads.MOST_BYTES)),
    /** An id that would not stand in a key as it is. */
    PRODUCT(
            400,
            "bad_product_id",
            "productId must be 1 to 128 of A-Z, a-z, 0-9, hyphen, underscore and dot, and must not begin with a dot"),
    /** Not a key that was made here. */
    KEY(400, "bad_key", "key must be one that POST /uploads has answered"),
    /** Nothing is there yet. */
    NOT_UPLOADED(404, "not_uploaded", "Nothing was uploaded under this key"),
    /** What is there is not what was announced. */
    MISMATCH(409, "upload_mismatch", "What was uploaded is of another type or size than was announced"),
    /** S3, or the credentials for it, cannot be had. */
    UNAVAILABLE(503, "uploads_unavailable", "Uploads do not work at present; send it again later");

    private final int status;
    private final String code;
    private final String message;

    UploadFault(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    /** For programs. */
    public String code() {
        return code;
    }

    /** For people. */
    public String message() {
        return message;
    }
}
