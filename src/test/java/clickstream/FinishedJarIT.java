package clickstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.json.JsonParserFactory;

/** The jar as it is shipped: what it says of itself, against what is in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FinishedJarIT {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    private final JarFile jar;

    FinishedJarIT() throws IOException {
        jar = new JarFile("target/clickstream-etl.jar");
    }

    @AfterAll
    void close() throws IOException {
        jar.close();
    }

    /**
     * But for two things that Spring Boot's plugin does after the list is made: it leaves out its starters, which are empty, and adds its
     * tools. What the list calls optional is what the ingest's jar alone has.
     */
    @Test
    void theBillOfMaterialsNamesEveryLibraryAndItsBytesAndNothingElse() throws IOException, NoSuchAlgorithmException {
        Map<String, String> libraries = new TreeMap<>();
        for (JarEntry entry : jar.stream().toList()) {
            String name = entry.getName();
            if (name.startsWith(LIBRARIES) && !entry.isDirectory() && !name.contains("/spring-boot-jarmode-tools-")) {
                libraries.put(name.substring(LIBRARIES.length()), sha256(read(name)));
            }
        }

        assertThat(named()).hasSizeGreaterThan(50).isEqualTo(libraries);
    }

    @Test
    void nothingInTheBillOfMaterialsChangesFromBuildToBuild() throws IOException {
        assertThat(billOfMaterials()).doesNotContainKey("serialNumber");
        assertThat(object(billOfMaterials().get("metadata"))).doesNotContainKey("timestamp");
    }

    @Test
    void theManifestNamesTheVersionAndTheCommit() throws IOException {
        Attributes manifest = jar.getManifest().getMainAttributes();

        assertThat(manifest.getValue("Implementation-Version")).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(manifest.getValue("Implementation-Commit")).matches("[0-9a-f]{40}(-dirty)?|unknown");
    }

    /** They are in the ingest's own jar, which IngestJarIT tests. */
    @Test
    void theLibrariesOfTheIngestsFrontsAreNotInIt() {
        assertThat(jar.stream().map(JarEntry::getName))
                .noneMatch(name -> name.matches(LIBRARIES + "(jetty|aws-lambda|nimbus)-.*"));
    }

    private Map<String, String> named() throws IOException {
        Map<String, String> named = new TreeMap<>();
        for (Map<String, Object> component : objects(billOfMaterials().get("components"))) {
            String name = "%s-%s.jar".formatted(component.get("name"), component.get("version"));
            if (!name.startsWith("spring-boot-starter-") && !"optional".equals(component.get("scope"))) {
                named.put(name, sha256Of(component));
            }
        }
        return named;
    }

    private static String sha256Of(Map<String, Object> component) {
        return objects(component.get("hashes")).stream()
                .filter(hash -> "SHA-256".equals(hash.get("alg")))
                .map(hash -> String.valueOf(hash.get("content")))
                .findAny()
                .orElse("none");
    }

    private Map<String, Object> billOfMaterials() throws IOException {
        String json = new String(read("META-INF/sbom/application.cdx.json"), StandardCharsets.UTF_8);
        return JsonParserFactory.getJsonParser().parseMap(json);
    }

    private byte[] read(String name) throws IOException {
        JarEntry entry = jar.getJarEntry(name);
        assertThat(entry).as(name).isNotNull();
        try (InputStream content = jar.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private static String sha256(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Object json) {
        return (List<Map<String, Object>>) json;
    }
}
