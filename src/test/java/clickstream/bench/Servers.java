package clickstream.bench;

import clickstream.testing.TestingPostgres;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What sections run on.
 *
 * @param certificates of S3 servers, as {@link clickstream.testing.TestingCertificates} makes them; null for plain HTTP
 */
record Servers(TestingPostgres postgres, @Nullable Path certificates) {}
