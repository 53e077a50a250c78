@NullMarked
package clickstream.credentials;

import org.jspecify.annotations.NullMarked;
