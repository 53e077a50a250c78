/** The first stage: the objects of an hour as S3 lists them, by ranges of the key space. */
@NullMarked
package clickstream.list;

import org.jspecify.annotations.NullMarked;
