/** From a request to an object in S3: limits, decode, split, stamp, group commit, put. Knows neither HTTP servers nor Lambda. */
@NullMarked
package clickstream.ingest;

import org.jspecify.annotations.NullMarked;
