/** What the launchers run once after a build, so that the program starts faster ever after. */
@NullMarked
package clickstream.training;

import org.jspecify.annotations.NullMarked;
