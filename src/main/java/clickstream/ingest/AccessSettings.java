package clickstream.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
    private static final String NOT_JSON = "it must hold a JSON object, and nothing behind it";

    /** What a header can hold as it is. */
    private static final Pattern KEY = Pattern.compile("[!-~]*");

    private static final Pattern AUDIENCE = Pattern.compile("[^\\s,]+");

    /** What somebody may write who means one of these, by its letters in lower case. */
    private static final Map<String, String> MEANT = Map.of(
            "allowedorigins", "allowedOrigins",
            "allowedorigin", "allowedOrigins",
            "key", "key",
            "userpool", "userPool",
            "userpoolid", "userPool",
            "audiences", "audiences",
            "audience", "audiences");

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
        check(!members.isEmpty(), "it says none of allowedOrigins, key, userPool and audiences");
        List<String> origins = members.getOrDefault("allowedOrigins", allowedOrigins);
        check(
                !origins.isEmpty() && origins.stream().allMatch(Cors::isOrigin),
                "its allowedOrigins must be * or origins as browsers write them, such as https://shop.example.com, each a text of its own");
        String theirKey = one(members, "key", key);
        check(
                !members.containsKey("key") || KEY.matcher(theirKey).matches(),
                "its key must be of visible ASCII characters, without blanks and line ends");
        String pool = one(members, "userPool", "");
        String theirs = EventsSettings.issuer(pool);
        check(pool.isEmpty() || !theirs.isEmpty(), "its userPool is neither the id of a pool nor an address");
        List<String> applications = members.getOrDefault("audiences", List.copyOf(audiences));
        check(
                applications.stream().allMatch(each -> AUDIENCE.matcher(each).matches()),
                "its audiences must be the ids of applications, each a text of its own");
        AccessSettings both = new AccessSettings(
                origins, theirKey, members.containsKey("userPool") ? theirs : issuer, Set.copyOf(applications));
        check(both.issuer.isEmpty() == both.audiences.isEmpty(), "it needs userPool and audiences together");
        return both;
    }

    private static void check(boolean isRight, String otherwise) {
        if (!isRight) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static String one(Map<String, List<String>> members, String name, String otherwise) {
        List<String> texts = members.getOrDefault(name, List.of(otherwise));
        check(texts.size() == 1, "its %s must be one text".formatted(name));
        return texts.getFirst();
    }

    private static Map<String, List<String>> members(String text) {
        Map<String, List<String>> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            check(json.nextToken() == JsonToken.START_OBJECT, NOT_JSON);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
                String ours = MEANT.get(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""));
                check(ours == null || ours.equals(name), "it has a member that must be written %s".formatted(ours));
                if (ours != null && !isNull) {
                    check(members.put(name, texts(name, json)) == null, "its %s stands there twice".formatted(name));
                }
                json.skipChildren();
            }
            check(json.nextToken() == null, NOT_JSON);
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
            check(
                    json.currentToken() == JsonToken.VALUE_STRING,
                    "its %s must be a text, or an array of texts".formatted(name));
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
