/** The vocabulary of all stages: hours, objects, JSON values, rows, rejects and counts, and how foreign text is shown. Imports nothing but the JDK. */
@NullMarked
package clickstream.event;

import org.jspecify.annotations.NullMarked;
