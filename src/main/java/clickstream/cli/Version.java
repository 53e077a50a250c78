package clickstream.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** What to name in a report of a defect: the version and the commit, as the jar's manifest has them, and the JVM. */
final class Version implements IVersionProvider {

    private static final Attributes.Name COMMIT = new Attributes.Name("Implementation-Commit");

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "clickstream-etl " + (version == null ? "(not packaged)" : version),
            "commit " + (version == null ? "unknown" : commit()),
            "Java %s, %s".formatted(Runtime.version(), System.getProperty("java.vendor"))
        };
    }

    /** In the first manifest of the class path, which is that of the program's own jar where it is packaged. */
    private static String commit() {
        try (InputStream manifest = ClassLoader.getSystemResourceAsStream("META-INF/MANIFEST.MF")) {
            return manifest == null ? "unknown" : commit(new Manifest(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read the manifest", e);
        }
    }

    private static String commit(Manifest manifest) {
        @Nullable String commit = manifest.getMainAttributes().getValue(COMMIT);
        return commit == null ? "unknown" : commit;
    }
}
