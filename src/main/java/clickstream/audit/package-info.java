/** Holds what S3 lists against what the database has, and reads it again where that is asked for. */
@NullMarked
package clickstream.audit;

import org.jspecify.annotations.NullMarked;
