package clickstream.ingest.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.IngestProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManyConnectionsTest {

    private static final int CONNECTIONS = 600;

    private static final byte[] REQUEST = """
            GET /health/live HTTP/1.1
            Host: ingest.example
            User-Agent: Mozilla/5.0
            Accept: */*

            """.replace("\n", "\r\n").getBytes(US_ASCII);

    @Test
    void aConnectionThatIsKeptTakesLittleMemory() throws IOException {
        Map<String, String> environment = Map.of("RAW_BUCKET_NAME", "none", "AWS_REGION", "ap-southeast-1");
        List<Socket> kept = new ArrayList<>();
        try (IngestProcess ingest = IngestProcess.start(environment, "-Xmx40m", "-XX:+ExitOnOutOfMemoryError")) {
            URI address = ingest.address();
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(address.getHost(), address.getPort());
                kept.add(socket);
                socket.getOutputStream().write(REQUEST);
                assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                        .as("connection %d", i)
                        .isEqualTo("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : kept) {
                socket.close();
            }
        }
    }
}
