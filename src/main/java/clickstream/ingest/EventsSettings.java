package clickstream.ingest;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the environment says of {@code POST /events}.
 *
 * @param sinks where events go; not empty
 * @param names that events may have
 * @param issuer of the tokens that are verified, as they name it; empty where none is taken
 * @param audiences the applications whose tokens are taken; not empty where there is an issuer
 */
record EventsSettings(Set<EventSink> sinks, Set<String> names, String issuer, Set<String> audiences) {

    /** Those of both shops. */
    static final List<String> KNOWN_NAMES = List.of(
            "page_view",
            "click",
            "home_view",
            "category_view",
            "product_view",
            "add_to_cart_click",
            "add_to_cart",
            "remove_from_cart_click",
            "wishlist_toggle",
            "share_click",
            "login_open",
            "login_success",
            "logout",
            "checkout_start",
            "checkout_complete");

    private static final Pattern POOL = Pattern.compile("([a-z]{2}(?:-[a-z]+)+-\\d)_\\w{1,55}");
    private static final Pattern ADDRESS =
            Pattern.compile("https?://[A-Za-z0-9._-]+(?::(?<port>\\d{1,5}))?(?:/[A-Za-z0-9._~-]+)*");
    private static final int MOST_PORT = 65_535;

    EventsSettings {
        sinks = Set.copyOf(sinks);
        names = Set.copyOf(names);
        audiences = Set.copyOf(audiences);
    }

    /** Reads the variables; what is wrong is left to {@link SettingsReader#check}. */
    static EventsSettings read(SettingsReader read) {
        Set<String> names = new HashSet<>(KNOWN_NAMES);
        names.addAll(read.list("INGEST_EVENT_NAMES", ""));
        String pool = read.text("INGEST_USER_POOL", "");
        String issuer = issuer(pool);
        List<String> audiences = read.list("INGEST_AUDIENCES", "");
        if (!pool.isEmpty() && issuer.isEmpty()) {
            read.complain("INGEST_USER_POOL is neither the id of a pool, such as eu-west-1_AbCdEfGhI, nor an address");
        } else if (pool.isEmpty() != audiences.isEmpty()) {
            read.complain("INGEST_USER_POOL and INGEST_AUDIENCES are set together or not at all");
        }
        return new EventsSettings(
                read.choices("EVENTS_SINK", EventSink.values()), names, issuer, Set.copyOf(audiences));
    }

    /**
     * The issuer that the tokens of a pool of Cognito name, or any other that is given by its address.
     *
     * @return empty where {@code pool} is neither
     * @see <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html">
     *     Cognito: verifying JSON web tokens</a>
     */
    static String issuer(String pool) {
        Matcher id = POOL.matcher(pool);
        if (id.matches()) {
            return "https://cognito-idp.%s.amazonaws.com/%s".formatted(id.group(1), pool);
        }
        Matcher address = ADDRESS.matcher(pool);
        boolean isAddress = address.matches()
                && (address.group("port") == null || Integer.parseInt(address.group("port")) <= MOST_PORT);
        return isAddress ? pool : "";
    }
}
