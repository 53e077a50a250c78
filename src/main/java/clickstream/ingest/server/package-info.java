/** The ingest as a server of its own: Jetty on virtual threads, the {@code ingest} command. */
@NullMarked
package clickstream.ingest.server;

import org.jspecify.annotations.NullMarked;
