/** What the database says of hours, as one HTML page for people. */
@NullMarked
package clickstream.report;

import org.jspecify.annotations.NullMarked;
