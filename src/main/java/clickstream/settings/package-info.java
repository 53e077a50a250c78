/** The properties and environment variables that a person sets, and what is wrong with them. */
@NullMarked
package clickstream.settings;

import org.jspecify.annotations.NullMarked;
