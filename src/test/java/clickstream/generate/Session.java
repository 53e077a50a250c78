package clickstream.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One visit to the shop: who it is and what will be done, in order. Not thread-safe. */
final class Session {

    /** One event of the visit. */
    record Step(String eventName, @Nullable Product product) {}

    private static final List<String> USER_AGENTS = List.of(
            "Mozilla/5.0 (Linux; Android 15; SM-A566B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148"
                    + " Safari/604.1",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Mozilla/5.0 (Linux; Android 14; 23127PN0CC) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36"
                    + " Zalo/25.09");

    private final Deque<Step> steps = new ArrayDeque<>();
    private final String clientId;
    private final String sessionId;
    private final String userAgent;
    private final String sourceIp;
    private final boolean firstVisit;
    private final boolean secondFrontEnd;
    private final String userIdOnceKnown;
    private String loginState;

    Session(Random random) {
        userIdOnceKnown = Integer.toString(1_000_000 + random.nextInt(400_000));
        clientId = "GA1.1.%d.%d"
                .formatted(100_000_000 + random.nextInt(900_000_000), 1_700_000_000 + random.nextInt(60_000_000));
        sessionId = uuid(random).toString();
        userAgent = USER_AGENTS.get(random.nextInt(USER_AGENTS.size()));
        sourceIp = switch (random.nextInt(4)) {
            case 0 -> "192.0.2." + random.nextInt(256);
            case 1 -> "198.51.100." + random.nextInt(256);
            case 2 -> "203.0.113." + random.nextInt(256);
            default -> "2001:db8::" + Integer.toHexString(random.nextInt(65_536));
        };
        int who = random.nextInt(100);
        loginState = who < 30 ? "logged_in" : who < 85 ? "anonymous" : "guest";
        firstVisit = !isLoggedIn() && random.nextInt(100) < 40;
        secondFrontEnd = random.nextInt(100) < 15;
        plan(random);
    }

    /** A random version 4 UUID that depends on nothing but {@code random}. */
    static UUID uuid(Random random) {
        return new UUID(
                (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L,
                (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    boolean isOver() {
        return steps.isEmpty();
    }

    Step next() {
        Step step = steps.remove();
        if (step.eventName().equals("login_success")) {
            loginState = "logged_in";
        } else if (step.eventName().equals("logout")) {
            loginState = "anonymous";
        }
        return step;
    }

    String clientId() {
        return clientId;
    }

    String sessionId() {
        return sessionId;
    }

    String userAgent() {
        return userAgent;
    }

    String sourceIp() {
        return sourceIp;
    }

    boolean isFirstVisit() {
        return firstVisit;
    }

    /** Whether the visitor uses the front end that nests nothing. */
    boolean isSecondFrontEnd() {
        return secondFrontEnd;
    }

    String loginState() {
        return loginState;
    }

    /** Null for visitors who are not logged in. */
    @Nullable
    String userId() {
        return isLoggedIn() ? userIdOnceKnown : null;
    }

    private boolean isLoggedIn() {
        return loginState.equals("logged_in");
    }

    private void plan(Random random) {
        boolean loggedIn = isLoggedIn();
        steps.add(new Step(random.nextInt(4) == 0 ? "page_view" : "home_view", null));
        int looks = 1 + random.nextInt(7);
        int inCart = 0;
        for (int look = 0; look < looks; look++) {
            if (random.nextInt(100) < 45) {
                steps.add(new Step(random.nextInt(4) == 0 ? "page_view" : "category_view", null));
            }
            if (random.nextInt(100) < 40) {
                steps.add(new Step("click", null));
            }
            Product product = Catalogue.any(random);
            steps.add(new Step("product_view", product));
            int deed = random.nextInt(100);
            if (deed < 18) {
                steps.add(new Step("add_to_cart_click", product));
                steps.add(new Step("add_to_cart", product));
                inCart++;
                if (random.nextInt(100) < 15) {
                    steps.add(new Step("remove_from_cart_click", product));
                    inCart--;
                }
            } else if (deed < 25) {
                steps.add(new Step("wishlist_toggle", product));
            } else if (deed < 28) {
                steps.add(new Step("share_click", product));
            }
        }
        if (inCart > 0 && random.nextInt(100) < 55) {
            if (!loggedIn && random.nextInt(100) < 40) {
                steps.add(new Step("login_open", null));
                steps.add(new Step("login_success", null));
                loggedIn = true;
            }
            steps.add(new Step("checkout_start", null));
            if (random.nextInt(100) < 60) {
                steps.add(new Step("checkout_complete", null));
            }
        }
        if (loggedIn && random.nextInt(100) < 6) {
            steps.add(new Step("logout", null));
        }
    }
}
