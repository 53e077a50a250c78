package clickstream.ingest.lambda;

import clickstream.ingest.Answer;
import clickstream.ingest.Header;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What API Gateway and function URLs make an answer of. */
final class GatewayResponse {

    private static final JsonFactory JSON = new JsonFactory();

    private GatewayResponse() {}

    static byte[] json(Answer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("statusCode", answer.status());
            json.writeObjectPropertyStart("headers");
            for (Header header : answer.headers()) {
                json.writeStringProperty(header.name(), header.value());
            }
            json.writeEndObject();
            json.writeStringProperty("body", answer.body());
            json.writeBooleanProperty("isBase64Encoded", false);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
