package clickstream.ingest.lambda;

import clickstream.ingest.Answer;
import clickstream.ingest.Exchange;
import clickstream.ingest.Ingest;
import clickstream.ingest.IngestLog;
import clickstream.ingest.IngestSettings;
import clickstream.ingest.Stores;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;

/**
 * The function behind API Gateway's HTTP API (payload format 2.0) or a function URL. Lambda gives it one request at a time, so the events
 * of each are an object of their own. Settings are environment variables, as the server's.
 */
public final class ClickstreamHandler implements RequestStreamHandler {

    private final Ingest ingest;

    /**
     * Called by Lambda's runtime.
     *
     * @throws IllegalArgumentException naming every setting that is missing or wrong
     */
    public ClickstreamHandler() {
        Locale.setDefault(Locale.ROOT);
        IngestSettings settings = IngestSettings.of(System.getenv());
        IngestLog.begin(settings);
        Stores stores = Stores.of(settings, System.getenv());
        stores.events().prepare();
        ingest = Ingest.oneByOne(settings, stores, InstantSource.system());
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        GatewayRequest request = GatewayRequest.read(input);
        try (Exchange exchange = ingest.begin(request.head(context.getAwsRequestId()))) {
            output.write(GatewayResponse.json(answer(exchange, request)));
        }
    }

    private static Answer answer(Exchange exchange, GatewayRequest request) {
        Answer early = exchange.answerToHead();
        if (early != null) {
            return early;
        }
        byte[] body;
        try {
            body = request.isBase64Encoded()
                    ? Base64.getDecoder().decode(request.body())
                    : request.body().getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return exchange.answerToBadBase64();
        }
        early = exchange.receive(ByteBuffer.wrap(body));
        return early == null ? exchange.answer() : early;
    }
}
