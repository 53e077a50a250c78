/** Tests of the page without a database; what a browser makes of it is tested in {@code e2e}. */
@NullMarked
package clickstream.report;

import org.jspecify.annotations.NullMarked;
