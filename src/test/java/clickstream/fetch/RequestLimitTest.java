package clickstream.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a time of its own, against servers that answer so many requests in each window. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RequestLimitTest {

    private final AtomicLong clock = new AtomicLong(-3);
    private int underWay;

    @Test
    void itGrowsWhileMoreIsAnswered() throws InterruptedException {
        RequestLimit limit = new RequestLimit(256, clock::get);
        assertThat(limit.limit()).isEqualTo(64);
        serve(limit, RequestLimitTest::eachAsFast, 3);
        assertThat(limit.limit()).isEqualTo(64 + 3 * 16);
        serve(limit, RequestLimitTest::eachAsFast, 30);
        assertThat(limit.limit()).isEqualTo(256);
    }

    @Test
    void itGoesBackWhereMoreIsNotAnswered() throws InterruptedException {
        RequestLimit limit = new RequestLimit(256, clock::get);
        serve(limit, now -> 10 * Math.min(now, 96), 4);
        assertThat(limit.limit()).isEqualTo(96);
        for (int window = 0; window < 100; window++) {
            serve(limit, now -> 10 * Math.min(now, 96), 1);
            assertThat(limit.limit()).isBetween(96, 112);
        }
    }

    @Test
    void itStaysWhereNobodyWaitsForMore() throws InterruptedException {
        RequestLimit limit = new RequestLimit(256, clock::get);
        for (int window = 0; window < 20; window++) {
            for (int request = 0; request < 30; request++) {
                limit.acquire();
                limit.release();
            }
            clock.addAndGet(RequestLimit.WINDOW);
        }
        assertThat(limit.limit()).isEqualTo(64);
    }

    @Test
    void itHalvesWhereS3AsksForLessAndRecovers() throws InterruptedException {
        RequestLimit limit = new RequestLimit(256, clock::get);
        serve(limit, RequestLimitTest::eachAsFast, 4);
        assertThat(limit.limit()).isEqualTo(128);
        for (int answer = 0; answer < 128; answer++) {
            limit.slowDown();
        }
        assertThat(limit.limit()).as("all that was under way together").isEqualTo(64);
        clock.addAndGet(RequestLimit.ONE_WISH);
        limit.slowDown();
        assertThat(limit.limit()).isEqualTo(32);
        serve(limit, RequestLimitTest::eachAsFast, 20);
        assertThat(limit.limit()).isEqualTo(256);
    }

    @Test
    void itNeverStops() {
        RequestLimit limit = new RequestLimit(256, clock::get);
        for (int wish = 0; wish < 20; wish++) {
            limit.slowDown();
            clock.addAndGet(RequestLimit.ONE_WISH);
        }
        assertThat(limit.limit()).isEqualTo(RequestLimit.LEAST);
        RequestLimit one = new RequestLimit(1, clock::get);
        one.slowDown();
        assertThat(one.limit()).isEqualTo(1);
    }

    @Test
    void itNeverExceedsTheMost() throws InterruptedException {
        RequestLimit limit = new RequestLimit(70, clock::get);
        for (int window = 0; window < 50; window++) {
            serve(limit, RequestLimitTest::eachAsFast, 1);
            assertThat(limit.limit()).isBetween(54, 70);
        }
    }

    private static int eachAsFast(int limit) {
        return 10 * limit;
    }

    /** Lets as many requests as may be under way be answered and asked again; one more is waited for in each window. */
    private void serve(RequestLimit limit, IntUnaryOperator answersInAWindow, int windows) throws InterruptedException {
        for (int window = 0; window < windows; window++) {
            for (; underWay < limit.limit(); underWay++) {
                limit.acquire();
            }
            for (; underWay > limit.limit(); underWay--) {
                limit.release();
            }
            waitForOneMore(limit);
            int answers = answersInAWindow.applyAsInt(limit.limit());
            for (int answer = 2; answer < answers; answer++) {
                limit.release();
                limit.acquire();
            }
            // The window ends with its last answer.
            clock.addAndGet(RequestLimit.WINDOW);
            limit.release();
            underWay--;
        }
    }

    private static void waitForOneMore(RequestLimit limit) throws InterruptedException {
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                limit.acquire();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        limit.release();
        waiting.join();
    }
}
