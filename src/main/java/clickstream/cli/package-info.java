/** The commands: what operators type, and what they read. */
@NullMarked
package clickstream.cli;

import org.jspecify.annotations.NullMarked;
