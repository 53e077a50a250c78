package clickstream.ingest;

import clickstream.ingest.events.JsonWriter;
import clickstream.ingest.events.StructuredLog;
import clickstream.ingest.tokens.Caller;
import clickstream.ingest.tokens.TokenResult;
import clickstream.ingest.tokens.TokenVerifier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request whose sender may be known by a token, and the structured lines that say what became of it. Not thread-safe. */
final class SaidRequest {

    private final Ingest ingest;
    private final RequestHead head;
    private final TokenVerifier tokens;
    private final boolean says;
    private final long startNanos = System.nanoTime();
    private Caller caller = Caller.GUEST;
    private String failure = "";

    SaidRequest(Ingest ingest, RequestHead head, TokenVerifier tokens) {
        this.ingest = ingest;
        this.head = head;
        this.tokens = tokens;
        this.says = ingest.settings().events().sinks().contains(EventSink.LOG);
    }

    /** Whether lines are wanted at all. */
    boolean says() {
        return says;
    }

    /** A guest, until {@link #identify} finds out more. */
    Caller caller() {
        return caller;
    }

    /** Finds out who sends it; why it is refused, where that is not clear. */
    @Nullable
    Refusal identify() {
        String authorization = head.header("authorization");
        if (authorization.isEmpty()) {
            return null;
        }
        return switch (tokens.verify(authorization)) {
            case TokenResult.Verified(Caller known) -> {
                caller = known;
                yield null;
            }
            case TokenResult.Invalid(String reason) -> {
                failure = reason;
                yield Refusal.TOKEN;
            }
            case TokenResult.Unverifiable _ -> {
                failure = "unverifiable";
                yield Refusal.UNVERIFIABLE;
            }
        };
    }

    /** It is about to be refused. */
    void refused(Refusal refusal) {
        if (says) {
            authenticated(refusal.status());
            if (failure.isEmpty()) {
                StructuredLog.write(line("refusal", refusal.status())
                        .text("code", refusal.code())
                        .closed());
            }
        }
    }

    /** Says whom its token names, or that it names nobody; of a guest nothing. */
    void authenticated(int status) {
        if (!failure.isEmpty()) {
            StructuredLog.write(line("authentication", status)
                    .text("outcome", "failure")
                    .text("reason", failure)
                    .closed());
        } else if (!caller.isGuest()) {
            StructuredLog.write(line("authentication", status)
                    .text("outcome", "success")
                    .text("userId", caller.subject())
                    .closed());
        }
    }

    /** What each line says of its request; members may be added. */
    JsonWriter line(String type, int status) {
        return new JsonWriter()
                .text("type", type)
                .text("method", head.method())
                .text("path", head.shownPath())
                .number("statusCode", status)
                .number("latencyMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
                .textIfAny("userAgent", head.header("user-agent"))
                .textIfAny("sourceIp", ingest.routes().keptAddress(head))
                .textIfAny("requestId", head.gateway().requestId());
    }
}
