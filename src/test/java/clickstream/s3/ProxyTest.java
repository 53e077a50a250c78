package clickstream.s3;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.CountingProxy;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S3 behind a proxy, and beside it; in processes, for a proxy is named in the environment. */
class ProxyTest {

    @TempDir
    private Path folder;

    @Test
    void whatNoProxyNamesIsReachedWithoutTheProxyAndAllElseThroughIt() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 s3.example.com\n");
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().migratedDatabase();
                CountingProxy through = CountingProxy.start(s3.endpoint());
                CountingProxy ofName = CountingProxy.start(s3.endpoint());
                CountingProxy ofNetwork = CountingProxy.start(s3.endpoint())) {
            for (int hour = 13; hour < 16; hour++) {
                s3.put("events/2026/11/20/%d/a".formatted(hour), "{}".getBytes(StandardCharsets.UTF_8));
            }
            String name = "http://s3.example.com:" + s3.endpoint().getPort();
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());

            Running one = load("13", environment, hosts, name, through, ".example.org, 10.0.0.0/8");
            Running two = load("14", environment, hosts, name, ofName, "localhost, .Example.com");
            Running three =
                    load("15", environment, hosts, s3.endpoint().toString(), ofNetwork, "10.0.0.0/8,127.0.0.0/8");

            assertThat(loaded(one.result())).isTrue();
            assertThat(loaded(two.result())).isTrue();
            assertThat(loaded(three.result())).isTrue();
            assertThat(through.connections()).isPositive();
            assertThat(ofName.connections()).isZero();
            assertThat(ofNetwork.connections()).isZero();
        }
    }

    private static Running load(
            String hour, Map<String, String> servers, Path hosts, String s3, CountingProxy proxy, String noProxy) {
        Map<String, String> environment = new HashMap<>(servers);
        environment.put("AWS_ENDPOINT_URL_S3", s3);
        environment.put("HTTP_PROXY", "http://127.0.0.1:" + proxy.port());
        environment.put("NO_PROXY", noProxy);
        return LoaderProcess.with(environment)
                .javaOptions("-Djdk.net.hosts.file=" + hosts)
                .start("load", "--hour", "2026-11-20T" + hour);
    }

    private static boolean loaded(Result load) {
        assertThat(load.exitCode()).as(load.err()).isZero();
        return load.out().contains("1 listed = 0 already loaded + ");
    }
}
