/** What {@code jobs/bench} runs: the loader and its limits, side by side, each in a process of its own. */
@org.jspecify.annotations.NullMarked
package clickstream.bench;
