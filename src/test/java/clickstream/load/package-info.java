/** Tests of the package, on real servers. */
@NullMarked
package clickstream.load;

import org.jspecify.annotations.NullMarked;
