package clickstream.ingest;

import clickstream.event.Hour;
import clickstream.ingest.events.BodySplitter;
import clickstream.ingest.events.BodyValue;
import clickstream.ingest.events.BodyValue.ClientEvent;
import clickstream.ingest.events.BodyValue.Refused;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to its answer: the head, the body as it comes, the answer. What is answered before all of the body has come is
 * final. Closing it gives its memory back and writes its line of the log. Not thread-safe.
 */
public final class Exchange implements AutoCloseable {

    private final Ingest ingest;
    private final RequestHead head;
    private final Access access;
    private final List<Header> cors;
    private final BodyBytes body;

    /** What is special of the events API, and of uploads; null where the request is for another path. */
    private final @Nullable EventsRequest events;

    private final @Nullable UploadsRequest uploads;

    /** Null where a request's sender is nobody's business. */
    private final @Nullable SaidRequest said;

    private final long startNanos = System.nanoTime();
    private @Nullable Answer answer;
    private String code = "";
    private String keys = "";
    private int received;
    private int stored;

    Exchange(Ingest ingest, RequestHead head) {
        this.ingest = ingest;
        this.head = head;
        this.access = ingest.access();
        this.cors = access.cors().headers(head.header("origin"));
        Route route = ingest.routes().route(head);
        this.said = route == Route.NONE || route == Route.CLICKSTREAM
                ? null
                : new SaidRequest(ingest, head, access.tokens());
        this.events = said != null && route == Route.EVENTS ? new EventsRequest(ingest, said) : null;
        this.uploads = said != null && events == null ? ingest.upload(said, route == Route.UPLOADS_COMPLETE) : null;
        Limits limits = ingest.settings().limits();
        this.body = new BodyBytes(ingest.budget(), limits.maxBodyBytes(), Refusal.bodyOver(limits.maxBodyBytes()));
    }

    /** The answer, where the head alone decides it: the body need not be read. Null where it is needed. */
    public @Nullable Answer answerToHead() {
        if (!access.isKnown()) {
            return refuse(Refusal.NOT_CONFIGURED);
        }
        if (ingest.routes().isPreflight(head)) {
            answer = Answer.preflight(access.cors().preflightHeaders(head.header("origin"), said != null));
            return answer;
        }
        Refusal refusal =
                ingest.isStopping() ? Refusal.STOPPING : ingest.routes().refusal(head, access.key());
        if (refusal == null && said != null) {
            refusal = said.identify();
        }
        if (refusal == null && uploads != null) {
            refusal = uploads.admit();
        }
        return refusal == null ? null : refuse(refusal);
    }

    /** Takes a part of the body; answers where it is too large. Null as long as more may come. */
    public @Nullable Answer receive(ByteBuffer part) {
        received += part.remaining();
        try {
            body.add(part);
            return null;
        } catch (BodyException e) {
            return refuse(e.refusal());
        }
    }

    /** The answer to a body that takes too long to come. */
    public Answer answerToSlowBody() {
        return refuse(Refusal.SLOW_BODY);
    }

    /** The answer to a body whose base64 cannot be undone. */
    public Answer answerToBadBase64() {
        return refuse(Refusal.BAD_BASE64);
    }

    /** The answer, once all of the body has come; waits until its events are stored, or that takes too long. */
    public Answer answer() {
        if (body.length() == 0) {
            return refuse(Refusal.NO_BODY);
        }
        if (!ingest.enter()) {
            return refuse(Refusal.QUEUE_FULL);
        }
        try {
            return body.isGzip() ? answerToInflated() : answerTo(body);
        } catch (BodyException e) {
            return refuse(e.refusal());
        } finally {
            ingest.leave();
        }
    }

    private Answer answerToInflated() throws BodyException {
        Limits limits = ingest.settings().limits();
        try (BodyBytes inflated = new BodyBytes(
                ingest.budget(), limits.maxInflatedBytes(), Refusal.inflatedOver(limits.maxInflatedBytes()))) {
            inflated.addInflated(body);
            body.close();
            return answerTo(inflated);
        }
    }

    private Answer answerTo(BodyBytes json) throws BodyException {
        if (uploads != null) {
            answer = Answer.stored(cors, uploads.answerTo(json));
            keys = uploads.key();
            return answer;
        }
        Limits limits = ingest.settings().limits();
        List<BodyValue> values =
                new BodySplitter(json.array(), json.length(), limits.maxEventBytes(), limits.maxEvents()).values();
        if (values == null) {
            throw new BodyException(Refusal.moreEventsThan(limits.maxEvents()));
        }
        if (events != null) {
            values = events.checked(json.array(), values);
        }
        List<CompletableFuture<String>> objects = commit(json, values);
        awaitAll(objects);
        for (BodyValue value : values) {
            if (value instanceof Refused refused) {
                ingest.metrics().refused(refused.fault().code());
            } else {
                stored++;
            }
        }
        if (events != null) {
            events.stored(values);
        }
        answer = Answer.stored(cors, StoredBody.of(values));
        return answer;
    }

    /** Stamps the events and hands them over; the memory of the body is given back. */
    private List<CompletableFuture<String>> commit(BodyBytes json, List<BodyValue> values) throws BodyException {
        Instant now = ingest.clock().instant();
        Stamp stamp = Stamp.of(head, now, ingest.routes().keptAddress(head));
        List<byte[]> lines = stamped(json.array(), values, stamp);
        if (events != null) {
            events.keep(json.array(), values, stamp);
            if (!events.stores()) {
                return List.of();
            }
        }
        long bytes = lines.stream().mapToLong(line -> line.length).sum();
        json.close();
        if (!ingest.budget().reserve(bytes)) {
            throw new BodyException(Refusal.QUEUE_FULL);
        }
        List<CompletableFuture<String>> objects = ingest.commit().add(Hour.containing(now), lines);
        if (objects == null) {
            ingest.budget().release(bytes);
            throw new BodyException(Refusal.STOPPING);
        }
        return objects;
    }

    private List<byte[]> stamped(byte[] json, List<BodyValue> values, Stamp stamp) throws BodyException {
        List<byte[]> lines = new ArrayList<>(values.size());
        Refused fault = null;
        for (int index = 0; index < values.size(); index++) {
            switch (values.get(index)) {
                case ClientEvent event ->
                    lines.add(values.size() == 1 ? stamp.on(json, event) : stamp.on(json, event, index));
                case Refused first -> fault = fault == null ? first : fault;
            }
        }
        if (lines.isEmpty()) {
            throw new BodyException(
                    fault == null
                            ? Refusal.NO_EVENT
                            : Refusal.of(fault, ingest.settings().limits()));
        }
        return lines;
    }

    private void awaitAll(List<CompletableFuture<String>> objects) throws BodyException {
        List<String> stored = new ArrayList<>(1);
        try {
            for (CompletableFuture<String> object : objects) {
                String key = object.get();
                if (key.isEmpty()) {
                    throw new BodyException(Refusal.NOT_STORED);
                }
                stored.add(key);
            }
        } catch (ExecutionException e) {
            throw new BodyException(Refusal.NOT_STORED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BodyException(Refusal.STOPPING);
        }
        keys = String.join(",", stored);
    }

    private Answer refuse(Refusal refusal) {
        code = refusal.code();
        answer = Answer.refused(cors, refusal, head.gateway().requestId());
        if (said != null) {
            said.refused(refusal);
        }
        return answer;
    }

    @Override
    public void close() {
        body.close();
        if (events != null) {
            events.close();
        }
        if (!code.isEmpty()) {
            ingest.metrics().refused(code);
        }
        if (answer != null) {
            ingest.metrics().answered(answer.status(), stored);
            RequestLog.write(
                    answer.status(),
                    code,
                    stored,
                    received,
                    keys,
                    startNanos,
                    head.gateway().requestId());
        }
    }
}
