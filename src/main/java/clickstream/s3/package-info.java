/** What every part of the program needs of S3: the bucket, and what a failure means. */
@NullMarked
package clickstream.s3;

import org.jspecify.annotations.NullMarked;
