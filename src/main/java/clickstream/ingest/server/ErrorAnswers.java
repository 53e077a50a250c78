package clickstream.ingest.server;

import clickstream.ingest.Answer;
import clickstream.ingest.Ingest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty itself refuses, such as a head that is no HTTP or too long, in the form of all answers. Thread-safe. */
final class ErrorAnswers implements Request.Handler {

    private final Ingest ingest;

    ErrorAnswers(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        answer(request, response, response.getStatus(), callback);
        return true;
    }

    /** Answers, and lets the connection not be used again: where the next request on it begins nobody knows. */
    void answer(Request request, Response response, int status, Callback callback) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        Answer answer = ingest.answerToUnreadable(status, origin == null ? "" : origin);
        Answers.closeBehind(response);
        Answers.write(response, answer, callback);
    }
}
