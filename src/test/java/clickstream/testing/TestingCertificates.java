package clickstream.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of a test's own, made by the JDK's keytool: a server's, that of the authority that signed it, and another authority's. */
public final class TestingCertificates {

    /** The only name in the server's certificate; {@code 127.0.0.1} is not in it. */
    public static final String HOST = "localhost";

    private static final String STORE_PASSWORD = "changeit";

    private final Path folder;
    private final KeyStore store;

    private TestingCertificates(Path folder, KeyStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** Makes them, as files in {@code folder}. */
    public static TestingCertificates in(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        generate(folder, "authority", "-ext", "bc:c=ca:true");
        generate(folder, "other", "-ext", "bc:c=ca:true");
        generate(folder, "server", "-signer", "authority", "-ext", "san=dns:" + HOST);
        TestingCertificates certificates = of(folder);
        KeyStore store = certificates.store;
        for (String name : List.of("authority", "other", "server")) {
            certificates.write(
                    name + ".pem", "CERTIFICATE", store.getCertificate(name).getEncoded());
        }
        certificates.write(
                "server.key",
                "PRIVATE KEY",
                store.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded());
        // PostgreSQL refuses a key that others may read.
        Files.setPosixFilePermissions(folder.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
        return certificates;
    }

    /** Those that {@link #in} has made in that folder. */
    public static TestingCertificates of(Path folder) throws IOException, GeneralSecurityException {
        return new TestingCertificates(
                folder, KeyStore.getInstance(folder.resolve("keys.p12").toFile(), STORE_PASSWORD.toCharArray()));
    }

    /** The certificate of the authority that signed the server's. */
    public Path authority() {
        return folder.resolve("authority.pem");
    }

    /** That of an authority that did not. */
    public Path otherAuthority() {
        return folder.resolve("other.pem");
    }

    /** For {@code postgresql.conf}. */
    public Map<String, String> postgresSettings() {
        return Map.of(
                "ssl",
                "on",
                "ssl_cert_file",
                folder.resolve("server.pem").toString(),
                "ssl_key_file",
                folder.resolve("server.key").toString());
    }

    /** For a server of a test's own. */
    public SSLContext serverContext() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** For a client that trusts the authority that signed the server's. */
    public SSLContext clientContext() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", store.getCertificate("authority"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** For a JVM that is to trust that authority. */
    public List<String> clientOptions() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + folder.resolve("keys.p12"),
                "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD);
    }

    private static void generate(Path folder, String alias, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                folder.resolve("keys.p12").toString(),
                "-storepass",
                STORE_PASSWORD));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private void write(String file, String what, byte[] bytes) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
                        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes)));
    }
}
