/** Images that others upload straight to a bucket, by addresses that are signed here. */
@NullMarked
package clickstream.ingest.uploads;

import org.jspecify.annotations.NullMarked;
