package clickstream.testing;

import clickstream.s3.RawBucket;
import java.net.URI;
import java.time.Duration;

/** Opens a {@link RawBucket} as the job does, with its own retries and timeouts, on a server of a test. */
public final class TestingBucket {

    private static final String REGION = "aws.region";

    private TestingBucket() {}

    /** Of a server that answers. The caller closes it. */
    public static RawBucket open(URI endpoint, String name) {
        return open(endpoint, name, 64, 3, Duration.ofSeconds(30));
    }

    /** The caller closes it. */
    public static synchronized RawBucket open(
            URI endpoint, String name, int connections, int attempts, Duration attemptTimeout) {
        // The client reads its region now, and the credentials, which all test servers share, later.
        System.setProperty("aws.accessKeyId", TestingS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestingS3.SECRET_KEY);
        System.setProperty(REGION, "ap-southeast-1");
        try {
            return RawBucket.open(name, connections, attempts, attemptTimeout, endpoint);
        } finally {
            System.clearProperty(REGION);
        }
    }
}
