/** Rejected and conflicting events: listed, exported, tried again. */
@NullMarked
package clickstream.rejects;

import org.jspecify.annotations.NullMarked;
