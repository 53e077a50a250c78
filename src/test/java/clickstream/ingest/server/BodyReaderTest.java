package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.RawConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that may take a tenth of a second, and are drained twice, as after a first reading that took too long. */
final class BodyReaderTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    private final List<Boolean> ended = new CopyOnWriteArrayList<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                BodyReader body = new BodyReader(request, SHORT, SHORT);
                ended.add(body.drain());
                ended.add(body.drain());
                Answers.closeBehind(response);
                Answers.write(response, "", callback);
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aBodyThatStopsComingIsGivenUpAndAnswered() {
        assertThat(answerTo("Content-Length: 2\r\n\r\nx"))
                .startsWith("HTTP/1.1 200")
                .contains("Connection: close");
        assertThat(ended).containsExactly(false, false);
    }

    @Test
    void aWholeBodyIsRead() {
        assertThat(answerTo("Content-Length: 2\r\n\r\nxy")).startsWith("HTTP/1.1 200");
        assertThat(ended).containsExactly(true, true);
    }

    private String answerTo(String rest) {
        try (RawConnection connection = RawConnection.to(URI.create("http://127.0.0.1:" + connector.getLocalPort()))) {
            connection.send("POST / HTTP/1.1\r\nHost: x\r\n" + rest);
            return connection.answer(Duration.ofSeconds(10));
        }
    }
}
