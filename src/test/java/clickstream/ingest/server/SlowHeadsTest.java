package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.RawConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which connections are closed where a head may take a second. */
final class SlowHeadsTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, null, callback);
                return true;
            }
        });
        server.start();
        new SlowHeads(connector, Duration.ofSeconds(1)).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aHeadThatComesByteByByteIsCutOff() throws InterruptedException {
        try (RawConnection connection = connect()) {
            assertIsCutOff(connection);
        }
    }

    @Test
    void aFurtherHeadOfAConnectionIsCutOffToo() throws InterruptedException {
        try (RawConnection connection = connect()) {
            connection.send(GET + "\r\n");
            assertThat(connection.answer(SOON)).startsWith("HTTP/1.1 200");
            assertIsCutOff(connection);
        }
    }

    @Test
    void silenceAndManyRequestsAreNot() throws InterruptedException {
        try (RawConnection silent = connect();
                RawConnection busy = connect()) {
            for (int i = 0; i < 40; i++) {
                busy.send(GET + "\r\n");
                assertThat(busy.answer(SOON)).startsWith("HTTP/1.1 200");
                TimeUnit.MILLISECONDS.sleep(100);
            }
            silent.send(GET + "\r\n");
            assertThat(silent.answer(SOON)).startsWith("HTTP/1.1 200");
        }
    }

    private static void assertIsCutOff(RawConnection connection) throws InterruptedException {
        connection.send(GET + "X: ");
        long start = System.nanoTime();
        while (connection.send("x")) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private RawConnection connect() {
        return RawConnection.to(URI.create("http://127.0.0.1:" + connector.getLocalPort()));
    }
}
