package clickstream.ingest;

import java.util.Arrays;

/** What a request is for, by its path. */
enum Route {
    CLICKSTREAM("/clickstream"),
    EVENTS("/events"),
    UPLOADS("/uploads"),
    UPLOADS_COMPLETE("/uploads/complete"),
    /** Nothing that is here. */
    NONE("");

    private final String path;

    Route(String path) {
        this.path = path;
    }

    /** A slash at the end makes no difference. */
    static Route at(String path) {
        return Arrays.stream(values())
                .filter(route -> path.equals(route.path) || path.equals(route.path + "/"))
                .filter(route -> route != NONE)
                .findFirst()
                .orElse(NONE);
    }
}
