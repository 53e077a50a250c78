/** The second stage: the bytes of objects, many requests ahead of whoever takes them. */
@NullMarked
package clickstream.fetch;

import org.jspecify.annotations.NullMarked;
