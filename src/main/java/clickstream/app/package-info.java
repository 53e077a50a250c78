/** The wiring: one configuration for each package that has something to wire, imported in one place. */
@NullMarked
package clickstream.app;

import org.jspecify.annotations.NullMarked;
