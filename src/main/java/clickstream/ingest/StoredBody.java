package clickstream.ingest;

import clickstream.ingest.events.BodyValue;
import clickstream.ingest.events.BodyValue.Refused;
import clickstream.ingest.events.JsonWriter;
import java.util.List;

/** What the answer to a request says of its events once they are stored. */
final class StoredBody {

    private static final String ONE = new JsonWriter().json("success", "true").closed();

    private StoredBody() {}

    static String of(List<BodyValue> values) {
        if (values.size() == 1) {
            return ONE;
        }
        StringBuilder rejected = new StringBuilder();
        int accepted = 0;
        for (int index = 0; index < values.size(); index++) {
            if (values.get(index) instanceof Refused refused) {
                rejected.append(rejected.isEmpty() ? "" : ",")
                        .append(new JsonWriter()
                                .number("index", index)
                                .text("code", refused.fault().code())
                                .closed());
            } else {
                accepted++;
            }
        }
        JsonWriter body = new JsonWriter().json("success", "true").number("accepted", accepted);
        return (rejected.isEmpty() ? body : body.json("rejected", "[" + rejected + "]")).closed();
    }
}
