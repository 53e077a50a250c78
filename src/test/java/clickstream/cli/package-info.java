/** Tests of the package, on real servers. */
@NullMarked
package clickstream.cli;

import org.jspecify.annotations.NullMarked;
