package clickstream.ingest;

/**
 * What a request may have.
 *
 * @param maxBodyBytes as received, base64 undone
 * @param maxInflatedBytes once gzip is undone
 * @param maxEvents of one request
 * @param maxEventBytes of one event as it was sent
 */
public record Limits(int maxBodyBytes, int maxInflatedBytes, int maxEvents, int maxEventBytes) {

    public Limits {
        if (maxBodyBytes < 1 || maxInflatedBytes < 1 || maxEvents < 1 || maxEventBytes < 1) {
            throw new IllegalArgumentException("a limit below 1: %d, %d, %d, %d"
                    .formatted(maxBodyBytes, maxInflatedBytes, maxEvents, maxEventBytes));
        }
    }
}
