package clickstream.bench;

import java.util.List;
import java.util.stream.Stream;

/** The command line of another JVM like this one, up to the name of the main class. */
final class Java {

    private Java() {}

    static List<String> command(String... options) {
        return Stream.of(
                        List.of(System.getProperty("java.home") + "/bin/java"),
                        List.of(options),
                        List.of("-cp", System.getProperty("java.class.path")))
                .flatMap(List::stream)
                .toList();
    }
}
