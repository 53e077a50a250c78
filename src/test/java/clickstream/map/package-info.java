/** Section 3 of the data contract as tables: what is in the JSON, what is in the column, what is recorded. */
@NullMarked
package clickstream.map;

import org.jspecify.annotations.NullMarked;
