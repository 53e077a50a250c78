/** The stages put together: an hour as a partitioned Spring Batch job, and who runs it. */
@NullMarked
package clickstream.job;

import org.jspecify.annotations.NullMarked;
