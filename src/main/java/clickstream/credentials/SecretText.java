package clickstream.credentials;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The text of a secret: plain, or JSON. */
final class SecretText {

    private static final JsonFactory JSON = new JsonFactory();

    private SecretText() {}

    /** Without what editors and shells leave around it: a byte order mark, and one line end. */
    static String plain(String text) {
        return text.replaceFirst("^\uFEFF", "").replaceFirst("\r?\n\\z", "");
    }

    /** The texts of an object by name; null where {@code text} is no object of JSON. */
    static @Nullable Map<String, String> members(String text) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING) {
                    members.put(name, json.getString());
                } else {
                    json.skipChildren();
                }
            }
            return json.nextToken() == null ? members : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
