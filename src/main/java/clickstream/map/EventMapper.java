package clickstream.map;

import clickstream.event.ClickstreamEvent;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;

/**
 * From event to row, by section 3 of the data contract: exact or absent. Thread-safe, stateless. Never throws for any JSON; takes time
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

    /**
     * The row of one event, and what of the event did not fit into it.
     *
     * @param object the object version that the event was read from
     * @param index its index in the object
     * @param only whether index 0 is the object's only index
     */
    public MappedEvent map(JsonObject event, ListedObject object, int index, boolean only) {
        Issues issues = new Issues();
        Block body = Block.event(event);
        Product product = Product.of(body, issues);
        ClickstreamEvent row = new ClickstreamEvent(
                EventId.of(body, object, index, only, issues),
                EventTimestamp.of(body, object.lastModified(), issues),
                EventName.of(body, issues),
                USER_ID.firstUsable(body, Text::read, issues),
                USER_LOGIN_STATE.firstUsable(body, Text::read, issues),
                IDENTITY_SOURCE.firstUsable(body, Text::read, issues),
                CLIENT_ID.firstUsable(body, Text::read, issues),
                SESSION_ID.firstUsable(body, Text::read, issues),
                IS_FIRST_VISIT.firstUsable(body, Flag::read, issues),
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
