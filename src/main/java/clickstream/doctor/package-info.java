/** Looks at all that a load stands on, and says what to change. */
@NullMarked
package clickstream.doctor;

import org.jspecify.annotations.NullMarked;
