/** From the bytes of an object to its events and rejects: gzip, encodings, arrays, lines, JSON. */
@NullMarked
package clickstream.parse;

import org.jspecify.annotations.NullMarked;
