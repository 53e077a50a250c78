package clickstream.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import clickstream.testing.TestingCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a server that answers what a test tells it to. */
class KeptConnectionsTest {

    private static final byte[] REQUEST = "GET /a HTTP/1.1\r\nhost:localhost\r\n\r\n".getBytes(ISO_8859_1);
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 4\r\n\r\nbody";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();

    @AfterEach
    void stop() {
        ended.countDown();
        threads.shutdownNow();
    }

    @Test
    void oneConnectionServesManyRequests() throws IOException {
        try (ServerSocket server = serving(ANSWER);
                KeptConnections connections = connections(server, LONG)) {
            for (int i = 0; i < 100; i++) {
                assertThat(bodyOf(connections)).isEqualTo("body");
            }
            assertThat(accepted).hasValue(1);
        }
    }

    @Test
    void oneThatTheServerHasClosedIsReplacedByAnother() throws IOException {
        assertEachRequestNeedsAConnection(socket -> answer(socket, 1, ANSWER));
    }

    @Test
    void oneThatTheServerHasHalfClosedIsReplacedByAnother() throws IOException {
        assertEachRequestNeedsAConnection(socket -> {
            answer(socket, 1, ANSWER);
            socket.shutdownOutput();
            untilTheEnd(LONG);
        });
    }

    @Test
    void oneThatTheServerResetsWhenItIsAskedAgainIsReplacedByAnother() throws IOException {
        assertEachRequestNeedsAConnection(socket -> {
            answer(socket, 1, ANSWER);
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        });
    }

    private void assertEachRequestNeedsAConnection(Service service) throws IOException {
        try (ServerSocket server = accepting(service);
                KeptConnections connections = connections(server, LONG)) {
            for (int i = 0; i < 10; i++) {
                assertThat(bodyOf(connections)).isEqualTo("body");
            }
            assertThat(accepted).hasValue(10);
        }
    }

    @Test
    void aBodyThatComesSlowlyKeepsNobodyElseWaiting() throws IOException {
        try (ServerSocket server = accepting(socket -> {
                    if (accepted.get() == 1) {
                        write(socket, ANSWER.substring(0, ANSWER.length() - 1));
                        untilTheEnd(LONG);
                    }
                    answer(socket, Integer.MAX_VALUE, ANSWER);
                });
                KeptConnections connections = connections(server, LONG)) {
            KeptConnection slow = connections.ask(REQUEST);
            Future<byte[]> body = threads.submit(() -> slow.body(4));
            for (int i = 0; i < 100; i++) {
                assertThat(bodyOf(connections)).isEqualTo("body");
            }
            assertThat(body.isDone()).isFalse();
            assertThat(accepted).hasValue(2);
        }
    }

    @Test
    void aServerIsReachedByIpVersion6() throws IOException {
        InetAddress loopback = InetAddress.getAllByName("::1")[0];
        assumeThat(loopback.isReachable(1_000)).as("this machine has IPv6").isTrue();
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            serve(server, socket -> answer(socket, Integer.MAX_VALUE, ANSWER));
            try (KeptConnections connections =
                    new KeptConnections(URI.create("http://[::1]:" + server.getLocalPort()), null, LONG)) {
                assertThat(bodyOf(connections)).isEqualTo("body");
            }
        }
    }

    @Test
    void whatComesBehindABodyBelongsToNoRequest() throws IOException {
        try (ServerSocket server = serving(ANSWER + "HTTP/1.1 200 OK\r\n");
                KeptConnections connections = connections(server, LONG)) {
            assertThat(bodyOf(connections)).isEqualTo("body");
            assertThat(bodyOf(connections)).isEqualTo("body");
            assertThat(accepted).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2xx OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: four\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
            })
    void whatIsNoAnswerIsRefused(String answer) throws IOException {
        try (ServerSocket server = serving(answer);
                KeptConnections connections = connections(server, LONG)) {
            assertThatThrownBy(() -> connections.ask(REQUEST)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aHeadThatDoesNotEndIsRefused() throws IOException {
        try (ServerSocket server = serving("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(10_000));
                KeptConnections connections = connections(server, LONG)) {
            assertThatThrownBy(() -> connections.ask(REQUEST)).hasMessageContaining("8192");
        }
    }

    @Test
    void whatIsCutOffIsRefused() throws IOException {
        try (ServerSocket server = serving(1, ANSWER.substring(0, ANSWER.length() - 1));
                KeptConnections connections = connections(server, LONG)) {
            KeptConnection connection = connections.ask(REQUEST);
            assertThatThrownBy(() -> connection.body(4)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aBodyThatComesSlowerThanItMayIsGivenUp() throws IOException {
        try (ServerSocket server = accepting(socket -> {
                    write(socket, ANSWER.replace("4", "1000000"));
                    while (true) {
                        write(socket, ".");
                        untilTheEnd(Duration.ofMillis(20));
                    }
                });
                KeptConnections connections = connections(server, Duration.ofMillis(500))) {
            KeptConnection connection = connections.ask(REQUEST);
            assertThatThrownBy(() -> connection.body(1_000_000)).isInstanceOf(IOException.class);
            assertThat(connection.wasLate()).isTrue();
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUpOnce() throws IOException {
        try (ServerSocket server = accepting(socket -> untilTheEnd(LONG));
                KeptConnections connections = connections(server, Duration.ofMillis(500))) {
            assertThatThrownBy(() -> connections.ask(REQUEST)).isInstanceOf(IOException.class);
            assertThat(accepted).hasValue(1);
        }
    }

    @Test
    void aHandshakeThatSaysNothingIsGivenUpOnce() throws Exception {
        try (ServerSocket server = accepting(socket -> untilTheEnd(LONG));
                KeptConnections connections = new KeptConnections(
                        URI.create("https://localhost:" + server.getLocalPort()),
                        SSLContext.getDefault(),
                        Duration.ofMillis(500))) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> connections.ask(REQUEST)).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
            assertThat(accepted).hasValue(1);
        }
    }

    @Test
    void oneThatHasBeenIdleForLongIsDropped() throws IOException {
        try (ServerSocket server = serving(ANSWER);
                KeptConnections connections = connections(server, LONG)) {
            Duration twentySeconds = Duration.ofSeconds(20);
            bodyOf(connections);
            connections.dropIdle(System.nanoTime(), twentySeconds);
            bodyOf(connections);
            assertThat(accepted).hasValue(1);
            connections.dropIdle(System.nanoTime() + Duration.ofSeconds(21).toNanos(), twentySeconds);
            bodyOf(connections);
            assertThat(accepted).hasValue(2);
        }
    }

    @Test
    void oneThatServesIsNotIdle() throws IOException {
        try (ServerSocket server = serving(ANSWER);
                KeptConnections connections = connections(server, LONG)) {
            KeptConnection serving = connections.ask(REQUEST);
            connections.dropIdle(System.nanoTime() + LONG.toNanos(), Duration.ofSeconds(20));
            assertThat(new String(serving.body(4), ISO_8859_1)).isEqualTo("body");
        }
    }

    @Test
    void whoCanNotBeReachedFails() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.close();
        try (KeptConnections connections = connections(server, LONG)) {
            assertThatThrownBy(() -> connections.ask(REQUEST)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServerProvesItsName(@TempDir Path folder) throws Exception {
        TestingCertificates certificates = TestingCertificates.in(folder);
        try (ServerSocket server =
                certificates.serverContext().getServerSocketFactory().createServerSocket(0)) {
            serve(server, socket -> answer(socket, Integer.MAX_VALUE, ANSWER));
            SSLContext trusting = certificates.clientContext();
            try (KeptConnections right = secured(server, TestingCertificates.HOST, trusting);
                    KeptConnections wrongName = secured(server, "127.0.0.1", trusting);
                    KeptConnections distrusting = secured(server, TestingCertificates.HOST, SSLContext.getDefault())) {
                for (int i = 0; i < 3; i++) {
                    assertThat(bodyOf(right)).isEqualTo("body");
                }
                assertThat(accepted).hasValue(1);
                for (KeptConnections wrong : List.of(wrongName, distrusting)) {
                    assertThatThrownBy(() -> wrong.ask(REQUEST)).isInstanceOf(SSLException.class);
                }
            }
        }
    }

    private static String bodyOf(KeptConnections connections) throws IOException {
        KeptConnection connection = connections.ask(REQUEST);
        assertThat(connection.head()).isEqualTo(new AnswerHead(200, 4, "1", true));
        String body = new String(connection.body(4), ISO_8859_1);
        connections.keep(connection);
        return body;
    }

    private static KeptConnections connections(ServerSocket server, Duration timeout) {
        return new KeptConnections(URI.create("http://127.0.0.1:" + server.getLocalPort()), null, timeout);
    }

    private static KeptConnections secured(ServerSocket server, String host, SSLContext context) {
        return new KeptConnections(URI.create("https://%s:%d".formatted(host, server.getLocalPort())), context, LONG);
    }

    private ServerSocket serving(String answer) throws IOException {
        return serving(Integer.MAX_VALUE, answer);
    }

    /** Closes a connection after so many answers. */
    private ServerSocket serving(int times, String answer) throws IOException {
        return accepting(socket -> answer(socket, times, answer));
    }

    private interface Service {
        void serve(Socket socket) throws IOException;
    }

    private ServerSocket accepting(Service service) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        serve(server, service);
        return server;
    }

    private void serve(ServerSocket server, Service service) {
        threads.execute(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    threads.execute(() -> {
                        try (socket) {
                            accepted.incrementAndGet();
                            service.serve(socket);
                        } catch (IOException e) {
                            // The client has gone.
                        }
                    });
                }
            } catch (IOException e) {
                // Closed.
            }
        });
    }

    private static void answer(Socket socket, int times, String answer) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        for (int i = 0; i < times; i++) {
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            if (line == null) {
                return;
            }
            write(socket, answer);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Waits for the end of the test. */
    private void untilTheEnd(Duration most) throws IOException {
        try {
            ended.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
