/** Real servers for tests: PostgreSQL and S3 on 127.0.0.1, and an S3 that computes what it serves. Imports {@code event} only. */
@NullMarked
package clickstream.testing;

import org.jspecify.annotations.NullMarked;
