package clickstream.corpus;

import clickstream.event.Hour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All cases. The README beside them says how one is written. */
public final class Corpus {

    /** The hour that all objects lie in. */
    public static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** The default of {@code clickstream.max-object-size}. */
    public static final int MAX_OBJECT_SIZE = 16 * 1024 * 1024;

    private Corpus() {}

    /** By their files' names. */
    public static List<CorpusCase> cases() {
        Path folder = folder();
        return files(folder).stream()
                .filter(file -> file.endsWith(".yaml"))
                .map(file -> CaseFile.read(folder, file.substring(0, file.length() - ".yaml".length())))
                .toList();
    }

    /** Files that no case speaks of; there should be none. */
    static List<String> filesWithoutCase() {
        Set<String> files = files(folder());
        return files.stream()
                .filter(file -> !file.equals("README.md") && !file.endsWith(".yaml"))
                .filter(file -> !files.contains(file.substring(0, file.lastIndexOf('.')) + ".yaml"))
                .toList();
    }

    private static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(Corpus.class.getResource("/corpus")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the corpus has no path", e);
        }
    }

    private static Set<String> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            Set<String> files = new TreeSet<>();
            all.filter(Files::isRegularFile)
                    .forEach(
                            file -> files.add(folder.relativize(file).toString().replace('\\', '/')));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("no corpus in " + folder, e);
        }
    }
}
