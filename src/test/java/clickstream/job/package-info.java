/** Tests of the package, on real servers. */
@NullMarked
package clickstream.job;

import org.jspecify.annotations.NullMarked;
