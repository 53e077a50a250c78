package clickstream.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Whom requests may come from. {@code toString} shows nothing that a secret may hold.
 *
 * @param allowedOrigins whose pages may read answers; {@code *} for all
 * @param key that requests must bear; empty for none
 * @param issuer of the tokens that are verified; empty where none is taken
 * @param audiences the applications whose tokens are taken
 */
record AccessSettings(List<String> allowedOrigins, String key, String issuer, Set<String> audiences) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> NAMES = Set.of("allowedOrigins", "key", "userPool", "audiences");
    private static final String NOT_JSON = "it must hold a JSON object";

    AccessSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        audiences = Set.copyOf(audiences);
    }

    /** What the environment says. */
    static AccessSettings of(IngestSettings settings) {
        return new AccessSettings(
                settings.allowedOrigins(),
                settings.key(),
                settings.events().issuer(),
                settings.events().audiences());
    }

    /**
     * The same, but for what a JSON object says by {@code allowedOrigins}, {@code key}, {@code userPool} and {@code audiences}: texts, or
     * arrays of them. It may have other members.
     *
     * @throws IllegalArgumentException saying what is wrong, and nothing of what stands there
     */
    AccessSettings with(String json) {
        Map<String, List<String>> members = members(json);
        String pool = one(members, "userPool", "");
        String theirs = EventsSettings.issuer(pool);
        if (!pool.isEmpty() && theirs.isEmpty()) {
            throw new IllegalArgumentException("its userPool is neither the id of a pool nor an address");
        }
        AccessSettings both = new AccessSettings(
                members.getOrDefault("allowedOrigins", allowedOrigins),
                one(members, "key", key),
                members.containsKey("userPool") ? theirs : issuer,
                Set.copyOf(members.getOrDefault("audiences", List.copyOf(audiences))));
        if (both.issuer.isEmpty() != both.audiences.isEmpty()) {
            throw new IllegalArgumentException("it needs userPool and audiences together");
        }
        return both;
    }

    private static String one(Map<String, List<String>> members, String name, String otherwise) {
        List<String> texts = members.getOrDefault(name, List.of(otherwise));
        if (texts.size() > 1) {
            throw new IllegalArgumentException("its %s must be one text".formatted(name));
        }
        return texts.isEmpty() ? "" : texts.getFirst();
    }

    private static Map<String, List<String>> members(String text) {
        Map<String, List<String>> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(NOT_JSON);
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_NULL && NAMES.contains(name)) {
                    members.put(name, texts(name, json));
                }
                json.skipChildren();
            }
            return members;
        } catch (JacksonException e) {
            // Without the cause, whose words may be the secret's.
            throw new IllegalArgumentException(NOT_JSON);
        }
    }

    private static List<String> texts(String name, JsonParser json) {
        List<String> texts = new ArrayList<>();
        boolean isArray = json.currentToken() == JsonToken.START_ARRAY;
        while (!isArray || json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw new IllegalArgumentException("its %s must be a text, or an array of texts".formatted(name));
            }
            texts.add(json.getString());
            if (!isArray) {
                break;
            }
        }
        return texts;
    }

    @Override
    public String toString() {
        return "AccessSettings of %d origins and %d audiences".formatted(allowedOrigins.size(), audiences.size());
    }
}
