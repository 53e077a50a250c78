package clickstream.ingest;

import clickstream.ingest.events.JsonWriter;
import clickstream.ingest.events.StructuredLog;
import clickstream.ingest.tokens.Caller;
import clickstream.ingest.uploads.UploadException;
import clickstream.ingest.uploads.Uploads;
import clickstream.ingest.uploads.Uploads.Announced;
import clickstream.ingest.uploads.Uploads.Completed;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request to upload an image, or one that says that it was uploaded. Its sender needs a role. Not thread-safe. */
final class UploadsRequest {

    private final Uploads uploads;
    private final Set<String> roles;
    private final SaidRequest said;
    private final boolean completes;
    private String key = "";

    UploadsRequest(Uploads uploads, Set<String> roles, SaidRequest said, boolean completes) {
        this.uploads = uploads;
        this.roles = roles;
        this.said = said;
        this.completes = completes;
    }

    /** Why its sender may not; null where they may. */
    @Nullable
    Refusal admit() {
        Caller caller = said.caller();
        if (caller.isGuest()) {
            return Refusal.NO_TOKEN;
        }
        return Collections.disjoint(caller.roles(), roles) ? Refusal.NO_ROLE : null;
    }

    /** The key of its object; empty before it has one. */
    String key() {
        return key;
    }

    /** The body of the answer. */
    String answerTo(BodyBytes json) throws BodyException {
        try {
            return completes
                    ? completed(uploads.complete(json.array(), json.length()))
                    : announced(uploads.announce(json.array(), json.length()));
        } catch (UploadException e) {
            throw new BodyException(Refusal.of(e.fault()));
        }
    }

    private String announced(Announced upload) {
        say("announced", upload.key(), upload.contentType(), upload.contentLength());
        JsonWriter headers = new JsonWriter();
        new TreeMap<>(upload.permit().headers()).forEach(headers::text);
        return new JsonWriter()
                .json("success", "true")
                .text("url", upload.permit().url().toString())
                .text("method", "PUT")
                .json("headers", headers.closed())
                .text("key", upload.key())
                .text(
                        "expiresAt",
                        upload.permit()
                                .expiresAt()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .closed();
    }

    private String completed(Completed upload) {
        say("completed", upload.key(), upload.contentType(), upload.contentLength());
        return new JsonWriter()
                .json("success", "true")
                .text("url", upload.url())
                .text("key", upload.key())
                .closed();
    }

    private void say(String outcome, String of, String contentType, long contentLength) {
        key = of;
        if (said.says()) {
            said.authenticated(200);
            StructuredLog.write(said.line("upload", 200)
                    .text("outcome", outcome)
                    .text("userId", said.caller().subject())
                    .text("key", of)
                    .text("contentType", contentType)
                    .number("contentLength", contentLength)
                    .closed());
        }
    }
}
