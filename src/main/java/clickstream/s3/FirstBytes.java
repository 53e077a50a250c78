package clickstream.s3;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Keeps the beginning of an answer's body, however long it is, and reads it to its end, so that the connection can be used again. */
final class FirstBytes implements BodySubscriber<byte[]> {

    private static final int KEPT = 4_096;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final byte[] kept = new byte[KEPT];
    private int length;

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int count = Math.min(buffer.remaining(), KEPT - length);
            buffer.get(kept, length, count);
            length += count;
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(Arrays.copyOf(kept, length));
    }
}
