package clickstream.ingest.events;

import clickstream.ingest.events.BodyValue.ClientEvent;
import clickstream.ingest.events.BodyValue.Refused;
import clickstream.ingest.events.Edits.Rename;
import clickstream.ingest.tokens.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code POST /events} asks of an event beyond its being one, and what it makes of what the event says of its sender. The bytes stay
 * the client's own: members are renamed and added, none is written again. Not thread-safe.
 */
public final class EventCheck {

    /** Of any id. */
    public static final int MOST_CHARACTERS_OF_ID = 256;

    /** What a row says of events whose sender's token was verified; nobody else may say so. */
    private static final String TOKEN = "token";

    private static final Set<String> USER_IDS = Set.of("userId", "user_id");
    private static final Set<String> IDENTITY_SOURCES = Set.of("identitySource", "identity_source");

    /** The limits that matter were applied before. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Set<String> names;
    private final Caller caller;
    private final byte[] body;
    private final List<Rename> renames = new ArrayList<>();
    private final List<Rename> lineRenames = new ArrayList<>();

    /** The texts of members that decide something, the last of equal names. */
    private final Map<String, String> texts = new HashMap<>();

    private @Nullable Refused fault;
    private @Nullable Refused flatFault;
    private boolean hasProduct;

    private EventCheck(Set<String> names, Caller caller, byte[] body) {
        this.names = names;
        this.caller = caller;
        this.body = body;
    }

    /**
     * Checks one event.
     *
     * @param names that are known
     * @return the event with its edits, or why it is refused
     */
    public static BodyValue check(byte[] body, ClientEvent event, Set<String> names, Caller caller) {
        return new EventCheck(names, caller, body).check(event);
    }

    private BodyValue check(ClientEvent event) {
        Span bytes = event.bytes();
        try (JsonParser json =
                JSON.createParser(ObjectReadContext.empty(), body, bytes.start(), bytes.end() - bytes.start())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                Span name =
                        name(bytes.start() + (int) json.currentTokenLocation().getByteOffset());
                member(json.currentName(), name, json);
            }
        } catch (JacksonException e) {
            // A name with half a surrogate pair: the grammar has it, and nobody can store it.
            return new Refused(EventFault.BAD_ENCODING);
        }
        String eventName = texts.getOrDefault("eventName", texts.getOrDefault("event_name", ""));
        if (!names.contains(eventName)) {
            return new Refused(EventFault.UNKNOWN_EVENT, "eventName");
        }
        if (fault == null && !hasProduct && texts.containsKey("productId")) {
            fault = flatFault;
        }
        return fault != null ? fault : event.with(new Edits(renames, lineRenames, added()));
    }

    private void member(String name, Span place, JsonParser json) {
        JsonToken value = json.nextToken();
        EventField field = EventField.named(name);
        if (field != null && value != JsonToken.VALUE_NULL) {
            hasProduct |= field == EventField.PRODUCT;
            @Nullable EventFault found = field.fault(json);
            if (found != null && field.isFlat()) {
                flatFault = flatFault == null ? new Refused(found, name) : flatFault;
            } else if (found != null) {
                fault = fault == null ? new Refused(found, name) : fault;
            }
        }
        if (field != null && value == JsonToken.VALUE_STRING) {
            texts.put(name, json.getString());
        } else {
            texts.remove(name);
        }
        rename(name, place, texts.getOrDefault(name, ""));
        json.skipChildren();
    }

    private void rename(String name, Span place, String text) {
        String to = "";
        if (USER_IDS.contains(name) && !caller.isGuest() && !text.equals(caller.subject())) {
            to = "claimedUserId";
        } else if (IDENTITY_SOURCES.contains(name) && (!caller.isGuest() || text.equals(TOKEN))) {
            to = "claimedIdentitySource";
        }
        if (!to.isEmpty()) {
            texts.remove(name);
            renames.add(new Rename(place, to));
            lineRenames.add(new Rename(place, to));
        } else if (StructuredLog.OWN_NAMES.contains(name)) {
            lineRenames.add(new Rename(place, name + "_client"));
        }
    }

    private String added() {
        JsonWriter added = new JsonWriter();
        if (!isId(texts.getOrDefault("event_id", "")) && !isId(texts.getOrDefault("eventId", ""))) {
            // Or the object and the line would be two events.
            added.text("eventId", UUID.randomUUID().toString());
        }
        if (!caller.isGuest()) {
            if (!texts.containsKey("userId")) {
                added.text("userId", caller.subject());
            }
            added.text("identitySource", TOKEN);
        } else if (IDENTITY_SOURCES.stream().noneMatch(texts::containsKey)) {
            added.text("identitySource", "guest");
        }
        return added.members();
    }

    /** Whether the loader takes it for an id. */
    private static boolean isId(String text) {
        return !text.isBlank()
                && !text.equals("undefined")
                && !text.equals("null")
                && !text.replaceAll("[{}-]", "").equals("0".repeat(32));
    }

    /** The name that begins with the quote at a place. */
    private Span name(int start) {
        int end = start + 1;
        while (body[end] != '"') {
            end += body[end] == '\\' ? 2 : 1;
        }
        return new Span(start, end + 1);
    }
}
