package clickstream.ingest.lambda;

import clickstream.ingest.RequestHead;
import clickstream.ingest.RequestHead.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * What API Gateway and function URLs send to a function. What is not there is empty.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">payload
 * format 2.0</a>.
 *
 * @param texts the request's own texts, and those of its context by names such as {@code http.method}
 * @param headers by name
 * @param parameters of the query by name
 * @param isBase64Encoded whether the body is
 */
record GatewayRequest(
        Map<String, String> texts,
        Map<String, String> headers,
        Map<String, String> parameters,
        boolean isBase64Encoded) {

    /** Lambda's own limit is 6 MB. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(16 << 20).build())
            .build();

    private static final String DEFAULT_STAGE = "$default";

    /**
     * Reads one.
     *
     * @throws IOException where it is not of this format
     */
    static GatewayRequest read(InputStream input) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> headers = new HashMap<>();
        Map<String, String> parameters = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), input)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("The request of API Gateway is not a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "headers" -> readTexts(json, "", headers);
                    case "queryStringParameters" -> readTexts(json, "", parameters);
                    case "requestContext" -> readTexts(json, "", texts);
                    default -> readText(json, name, texts);
                }
            }
        } catch (JacksonException e) {
            throw new IOException("The request of API Gateway is not JSON", e);
        }
        if (!texts.containsKey("http.method")) {
            throw new IOException("The request has no requestContext.http.method: is its payload format 2.0?");
        }
        return new GatewayRequest(texts, headers, parameters, Boolean.parseBoolean(texts.get("isBase64Encoded")));
    }

    String body() {
        return text("body");
    }

    /**
     * All but the body.
     *
     * @param invocationId Lambda's own, where there is no other
     */
    RequestHead head(String invocationId) {
        Map<String, String> known = new HashMap<>(headers);
        // Who is behind API Gateway only it can say.
        known.keySet().removeIf("x-forwarded-for"::equalsIgnoreCase);
        String path = text("rawPath").isEmpty() ? text("http.path") : text("rawPath");
        return new RequestHead(
                text("http.method"),
                withoutStage(path),
                text("http.path").isEmpty() ? path : text("http.path"),
                parameters.getOrDefault("key", ""),
                known,
                text("http.sourceIp"),
                new Gateway(
                        text("requestId").isEmpty() ? invocationId : text("requestId"), text("apiId"), text("stage")));
    }

    private String withoutStage(String path) {
        String prefix = "/" + text("stage");
        return !text("stage").equals(DEFAULT_STAGE) && path.startsWith(prefix + "/")
                ? path.substring(prefix.length())
                : path;
    }

    private String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** Reads the texts of an object and of objects in it; of anything else nothing. */
    private static void readTexts(JsonParser json, String prefix, Map<String, String> texts) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = prefix + json.currentName();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                readTexts(json, name + ".", texts);
            } else {
                readText(json, name, texts);
            }
        }
    }

    private static void readText(JsonParser json, String name, Map<String, String> texts) {
        switch (json.currentToken()) {
            case VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> texts.put(name, json.getString());
            default -> json.skipChildren();
        }
    }
}
