/** What {@code jobs/fuzz} runs: each takes any bytes, and throws where the loader breaks a promise. docs/fuzzing.md says what came of it. */
@NullMarked
package clickstream.fuzz;

import org.jspecify.annotations.NullMarked;
