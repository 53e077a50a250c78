package clickstream.ingest.server;

import clickstream.ingest.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes answers to Jetty's responses. */
final class Answers {

    private Answers() {}

    static void write(Response response, Answer answer, Callback callback) {
        response.setStatus(answer.status());
        answer.headers().forEach(header -> response.getHeaders().add(header.name(), header.value()));
        write(response, answer.body(), callback);
    }

    static void write(Response response, String body, Callback callback) {
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    }

    /** The connection is not used again. */
    static void closeBehind(Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONNECTION, "close");
    }
}
