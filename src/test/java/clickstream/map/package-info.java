/** The columns of db/README.md as tables: what is in the JSON, what is in the column, what is recorded. */
@NullMarked
package clickstream.map;

import org.jspecify.annotations.NullMarked;
