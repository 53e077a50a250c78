package clickstream.map;

import clickstream.event.ClickstreamEvent;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From event to row, by the table of columns in {@code db/README.md}: exact or absent. Thread-safe, stateless. Never throws for any JSON; takes time
 * linear in the size of the event.
 */
public final class EventMapper {

    private static final Sources USER_ID = Sources.of("user_id", "userId", "user_id");
    private static final Sources USER_LOGIN_STATE =
            Sources.of("user_login_state", "userLoginState", "user_login_state");
    private static final Sources IDENTITY_SOURCE = Sources.of("identity_source", "identity_source", "identitySource");
    private static final Sources CLIENT_ID = Sources.of("client_id", "clientId", "client_id");
    private static final Sources SESSION_ID = Sources.of("session_id", "sessionId", "session_id");
    private static final Sources IS_FIRST_VISIT = Sources.of("is_first_visit", "isFirstVisit", "is_first_visit");

    /** The names of all members that a column is taken from, at whatever level: what else an event has is never asked for. */
    public static final Set<String> SOURCE_NAMES = Stream.of(
                    EventId.NAMES,
                    EventTimestamp.NAMES,
                    EventName.SOURCES.names(),
                    USER_ID.names(),
                    USER_LOGIN_STATE.names(),
                    IDENTITY_SOURCE.names(),
                    CLIENT_ID.names(),
                    SESSION_ID.names(),
                    IS_FIRST_VISIT.names(),
                    Product.NAMES,
                    Brand.NAMES)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    /**
     * The row of one event, and what of the event did not fit into it.
     *
     * @param object the object version that the event was read from
     * @param index its index in the object
     * @param only whether index 0 is the object's only index
     */
    public MappedEvent map(JsonObject event, ListedObject object, int index, boolean only) {
        Issues issues = new Issues();
        SourceObject body = SourceObject.event(event);
        Product product = Product.of(body, issues);
        ClickstreamEvent row = new ClickstreamEvent(
                EventId.of(body, object, index, only, issues),
                EventTimestamp.of(body, object.lastModified(), issues),
                EventName.of(body, issues),
                USER_ID.firstUsable(body, TextReader::read, issues),
                USER_LOGIN_STATE.firstUsable(body, TextReader::read, issues),
                IDENTITY_SOURCE.firstUsable(body, TextReader::read, issues),
                CLIENT_ID.firstUsable(body, TextReader::read, issues),
                SESSION_ID.firstUsable(body, TextReader::read, issues),
                IS_FIRST_VISIT.firstUsable(body, BooleanReader::read, issues),
                product.id(issues),
                product.name(issues),
                product.category(issues),
                product.brand(issues),
                product.price(issues),
                product.discountPrice(issues),
                product.urlPath(issues));
        return new MappedEvent(row, issues.recorded());
    }
}
