package clickstream.ingest.server;

import clickstream.ingest.Answer;
import clickstream.ingest.Exchange;
import clickstream.ingest.Ingest;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers each request on the thread that it comes on, which may wait: it is a virtual one. Thread-safe. */
final class RequestHandler extends Handler.Abstract {

    private final Ingest ingest;
    private final StatusPages pages;
    private final ErrorAnswers errors;
    private final RequestHeads heads = new RequestHeads();

    /** Who is being answered; and the server itself, until it stops. */
    private final Phaser answering = new Phaser(1);

    RequestHandler(Ingest ingest, ErrorAnswers errors) {
        this.ingest = ingest;
        this.errors = errors;
        this.pages = new StatusPages(ingest);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String page = pages.text(request, response);
        if (page != null) {
            Answers.write(response, page, callback);
            return true;
        }
        if (PublisherModules.answers(request, response, callback)) {
            return true;
        }
        answering.register();
        Callback counted = Callback.from(callback, answering::arriveAndDeregister);
        try (Exchange exchange = ingest.begin(heads.of(request))) {
            Answer answer = answer(exchange, request, response);
            if (ingest.isStopping()) {
                Answers.closeBehind(response);
            }
            Answers.write(response, answer, counted);
        } catch (ClientLeftException e) {
            // Whoever has not left, but broken HTTP, may still read it.
            errors.answer(request, response, HttpStatus.BAD_REQUEST_400, counted);
        }
        return true;
    }

    /** Waits until nobody is being answered; called once. */
    void awaitAnswers(Duration most) {
        try {
            answering.awaitAdvanceInterruptibly(answering.arrive(), most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // They have had their time.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Answer answer(Exchange exchange, Request request, Response response) throws ClientLeftException {
        BodyReader body = new BodyReader(request);
        Answer early = exchange.answerToHead();
        if (early == null) {
            early = body.readInto(exchange);
        }
        if (early == null) {
            return exchange.answer();
        }
        // Most clients read the answer only once they have sent all; where they still send, a closed connection loses
        // it.
        boolean waitsToSend = request.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
        if (waitsToSend || !body.drain()) {
            Answers.closeBehind(response);
        }
        return early;
    }
}
