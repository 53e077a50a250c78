package clickstream.demo;

import clickstream.testing.StoredEvents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What has become of a visitor's events: the objects that they are in, and their rows. Thread-safe. */
final class Journey {

    private static final int NEWEST = 100;

    private static final String ROWS = """
            SELECT event_id, row_to_json(events)
            FROM public.clickstream_events events
            WHERE client_id = ?
            ORDER BY event_timestamp DESC
            LIMIT ?
            """;

    private final JsonMapper json = new JsonMapper();
    private final TestingS3 s3;
    private final JdbcClient database;
    private final Set<String> keys = new HashSet<>();
    private final Map<String, List<Stored>> storedByClient = new TreeMap<>();

    Journey(TestingS3 s3, TestingDatabase database) {
        this.s3 = s3;
        this.database = JdbcClient.create(database.dataSource());
    }

    /** The events of that client that are stored, oldest first, each with its row where it is loaded: a JSON array. */
    synchronized String of(String client) {
        readNewObjects();
        Map<String, JsonNode> rows = new TreeMap<>();
        database.sql(ROWS).param(client).param(NEWEST).query(row -> {
            rows.put(row.getString(1), json.readTree(row.getString(2)));
        });
        List<Stored> stored = storedByClient.getOrDefault(client, List.of());
        return json.writeValueAsString(stored.subList(Math.max(0, stored.size() - NEWEST), stored.size()).stream()
                .map(event -> event.with(rows.get(event.id())))
                .toList());
    }

    private void readNewObjects() {
        for (String key : s3.keys("events/")) {
            if (keys.add(key)) {
                StoredEvents.text(s3, key)
                        .lines()
                        .map(json::readTree)
                        .forEach(event -> storedByClient
                                .computeIfAbsent(event.path("clientId").asString(""), _ -> new ArrayList<>())
                                .add(new Stored(event, key)));
            }
        }
    }

    /** An event and where it is. */
    private record Stored(JsonNode event, String key) {

        String id() {
            return event.path("eventId").asString("");
        }

        /** For the page; {@code row} is null where it is not loaded yet. */
        Map<String, Object> with(@Nullable JsonNode row) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("key", key);
            shown.put("event", event);
            if (row != null) {
                shown.put("row", row);
            }
            return shown;
        }
    }
}
