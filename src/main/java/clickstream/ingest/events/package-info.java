/** Events in the bytes of a body: where they are, what {@code POST /events} asks of them, and the lines that say them. */
@NullMarked
package clickstream.ingest.events;

import org.jspecify.annotations.NullMarked;
