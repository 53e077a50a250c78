/** Who sends a request, by the token that it bears. */
@NullMarked
package clickstream.ingest.tokens;

import org.jspecify.annotations.NullMarked;
