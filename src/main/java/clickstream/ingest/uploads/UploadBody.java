package clickstream.ingest.uploads;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the body of a request says of an upload; empty where it says nothing, or null. A member of another kind than it must be is
 * {@link #WRONG}. Of equal names the last counts, and others are passed over.
 *
 * @param contentLength the digits of a whole number
 */
record UploadBody(String contentType, String contentLength, String productId, String key) {

    /** Is no type, no number, no id and no key. */
    static final String WRONG = "?";

    private static final JsonFactory JSON = new JsonFactory();

    /** @param length how many of the bytes are the body */
    static UploadBody read(byte[] bytes, int length) throws UploadException {
        UploadBody body = new UploadBody("", "", "", "");
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UploadException(UploadFault.NOT_JSON);
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                body = switch (name) {
                    case "contentType" ->
                        new UploadBody(
                                value(json, JsonToken.VALUE_STRING), body.contentLength, body.productId, body.key);
                    case "contentLength" ->
                        new UploadBody(
                                body.contentType, value(json, JsonToken.VALUE_NUMBER_INT), body.productId, body.key);
                    case "productId" ->
                        new UploadBody(
                                body.contentType, body.contentLength, value(json, JsonToken.VALUE_STRING), body.key);
                    case "key" ->
                        new UploadBody(
                                body.contentType,
                                body.contentLength,
                                body.productId,
                                value(json, JsonToken.VALUE_STRING));
                    default -> body;
                };
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new UploadException(UploadFault.NOT_JSON);
            }
            return body;
        } catch (JacksonException e) {
            throw new UploadException(UploadFault.NOT_JSON);
        }
    }

    private static String value(JsonParser json, JsonToken kind) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        return json.currentToken() == kind ? json.getString() : WRONG;
    }
}
