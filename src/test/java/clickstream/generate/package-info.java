/**
 * Believable events of a Vietnamese electronics shop, with oddities as they come, and what a loader must make of them. The
 * expectation comes from what was meant to be written, never from the loader's own code: of it only {@code event} is imported.
 */
@NullMarked
package clickstream.generate;

import org.jspecify.annotations.NullMarked;
