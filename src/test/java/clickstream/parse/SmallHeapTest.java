package clickstream.parse;

import static clickstream.parse.Readings.MAX_OBJECT_SIZE;
import static clickstream.parse.Readings.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import clickstream.map.EventMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects of the maximal size are read and mapped in the memory that {@link ObjectParser} promises. */
final class SmallHeapTest {

    /** The object and its characters take 48 MiB of it. */
    private static final int SMALL = 64;

    /** Room for all members that can be kept, of two events at once, or for as many open arrays as Jackson follows. */
    private static final int TREES = 80;

    /** Room for a name or text as long as the object. */
    private static final int TEXTS = 208;

    /** An event in which each name has each name as a member, which has each name as a member: 1 MB, 50,000 texts. */
    private static final String EVERYTHING = nested(nested(nested("\"i\"")));

    @ParameterizedTest
    @MethodSource
    void anObjectOfTheMaximalSizeFitsIntoTheHeap(
            int heapMegabytes, String stored, String expected, @TempDir Path directory)
            throws IOException, InterruptedException {
        assertThat(stored.length()).isBetween(MAX_OBJECT_SIZE - 2 * 1024 * 1024, MAX_OBJECT_SIZE);
        Path object = Files.write(directory.resolve("object.json"), utf8(stored));
        Path output = directory.resolve("output");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseG1GC", // the default depends on the machine
                        "-Xmx" + heapMegabytes + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoisonObject.class.getName(),
                        object.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }

        assertThat(Files.readString(output)).isEqualTo(expected + System.lineSeparator());
    }

    static Stream<Arguments> anObjectOfTheMaximalSizeFitsIntoTheHeap() {
        String event = "1 events, 0 rejects";
        String reject = "0 events, 1 rejects";
        String long16 = "n".repeat(MAX_OBJECT_SIZE - 32);
        String open = "[".repeat(MAX_OBJECT_SIZE / 2 - 8);
        return Stream.of(
                argumentSet("an array of numbers", SMALL, filled("{\"a\":[", _ -> "1", "]}"), event),
                argumentSet(
                        "an array of objects", SMALL, filled("{\"product\":[", i -> "{\"id\":" + i + "}", "]}"), event),
                argumentSet("members", SMALL, filled("{", i -> "\"a" + i + "\":1", "}"), event),
                argumentSet("numbered members", SMALL, filled("{", i -> "\"" + i + "\":1", "}"), reject),
                argumentSet(
                        "numbered members, the small ones missing",
                        SMALL,
                        filled("{", i -> "\"" + (2_999_999 - i) + "\":1", "}"),
                        event),
                argumentSet(
                        "deep and wide",
                        SMALL,
                        filled("{", i -> "\"p" + i + "\":" + "{\"product\":[".repeat(20) + "{}" + "]}".repeat(20), "}"),
                        event),
                argumentSet("a wanted name twice", SMALL, filled("{", i -> "\"userId\":\"u" + i + "\"", "}"), event),
                argumentSet(
                        "a wanted name, escaped, twice",
                        SMALL,
                        filled("{", i -> "\"\\u0070roduct\":{\"id\":" + i + "}", "}"),
                        event),
                argumentSet("a text that is not kept", SMALL, "{\"pageUrl\":\"\\u0161" + long16 + "\"}", event),
                argumentSet("all that is kept", TREES, filled("[", _ -> EVERYTHING, "]"), "15 events, 0 rejects"),
                argumentSet("deep arrays", TREES, "{\"a\":" + open + open.replace('[', ']') + "}", reject),
                argumentSet("a name", TEXTS, "{\"\\u0161" + long16 + "\":1}", event),
                argumentSet("a text that is kept", TEXTS, "{\"userId\":\"\\u0161" + long16 + "\"}", event),
                argumentSet(
                        "a text that cannot be stored",
                        TEXTS,
                        "{\"userId\":\"\\u0161\\u0000" + long16.substring(12) + "\"}",
                        event),
                argumentSet("an id", TEXTS, "{\"eventId\":\"\\u0161\\ud800" + long16.substring(12) + "\"}", event));
    }

    private static String nested(String value) {
        return EventMapper.SOURCE_NAMES.stream()
                .map(name -> "\"" + name + "\":" + value)
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** As many parts as fit. */
    private static String filled(String head, IntFunction<String> part, String tail) {
        StringBuilder filled = new StringBuilder(MAX_OBJECT_SIZE).append(head).append(part.apply(0));
        for (int i = 1; ; i++) {
            String next = part.apply(i);
            if (filled.length() + 1 + next.length() + tail.length() > MAX_OBJECT_SIZE) {
                return filled.append(tail).toString();
            }
            filled.append(',').append(next);
        }
    }
}
