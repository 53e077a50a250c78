/** What the program is seen by from outside: names of what it says in the log, how lines are written, metrics. */
@NullMarked
package clickstream.watch;

import org.jspecify.annotations.NullMarked;
