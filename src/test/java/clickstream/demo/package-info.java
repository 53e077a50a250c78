/** What {@code jobs/demo} runs. */
@NullMarked
package clickstream.demo;

import org.jspecify.annotations.NullMarked;
