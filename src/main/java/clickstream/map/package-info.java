/** From event to row: what each column is taken from, and what is recorded where a value does not fit. Imports only the vocabulary. */
@NullMarked
package clickstream.map;

import org.jspecify.annotations.NullMarked;
