package clickstream.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends events over many connections from one thread: on each the next request when the last is answered, or so many requests a second in
 * all. Its own processor time is measured too, so that it can be seen whether it was the limit. Not thread-safe.
 */
final class LoadClient {

    /** For what is under way when the time is over. */
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final URI clickstream;
    private final int eventsARequest;
    private final double requestsASecond;
    private final List<String> examples = SentEvents.examples();
    private final List<Connection> connections = new ArrayList<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final BitSet acknowledged = new BitSet();
    private final Latencies latencies = new Latencies();
    private int nextNumber;
    private int waiting;
    private long requests;
    private long refused;
    private boolean measuring;
    private boolean sending = true;

    /** @param requestsASecond 0 for as many as are answered */
    LoadClient(URI clickstream, int eventsARequest, double requestsASecond) {
        this.clickstream = clickstream;
        this.eventsARequest = eventsARequest;
        this.requestsASecond = requestsASecond;
    }

    /**
     * What was answered with 200 in the measured time.
     *
     * @param acknowledged the numbers of all events that were acknowledged, before and after too
     * @param refused answers of another kind, at any time, and requests without any
     * @param fromMillis when it began, since the epoch
     * @param cpuSeconds of this client
     */
    record Result(
            long requests,
            long events,
            double seconds,
            Latencies latencies,
            BitSet acknowledged,
            long refused,
            long fromMillis,
            long toMillis,
            double cpuSeconds) {}

    /**
     * Sends.
     *
     * @param measure told when the measured time begins and when it ends
     */
    Result run(int count, Duration warmUp, Duration measured, Runnable measure) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < count; i++) {
                connections.add(connect(selector, i));
            }
            idle.addAll(connections);
            long start = System.nanoTime();
            loop(selector, start + warmUp.toNanos());
            measure.run();
            long cpu = cpuNanos();
            long fromMillis = System.currentTimeMillis();
            long from = System.nanoTime();
            measuring = true;
            loop(selector, from + measured.toNanos());
            measuring = false;
            double seconds = (System.nanoTime() - from) / 1e9;
            long toMillis = System.currentTimeMillis();
            double cpuSeconds = (cpuNanos() - cpu) / 1e9;
            measure.run();
            sending = false;
            long drainUntil = System.nanoTime() + DRAIN_NANOS;
            while (waiting > 0 && System.nanoTime() < drainUntil) {
                loop(selector, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10));
            }
            for (Connection connection : connections) {
                connection.channel.close();
            }
            return new Result(
                    requests,
                    requests * eventsARequest,
                    seconds,
                    latencies,
                    acknowledged,
                    refused + waiting,
                    fromMillis,
                    toMillis,
                    cpuSeconds);
        }
    }

    private void loop(Selector selector, long until) throws IOException {
        long now = System.nanoTime();
        long started = now;
        double owed = 0;
        while (now < until) {
            if (sending) {
                int due = requestsASecond == 0 ? idle.size() : (int) Math.min(idle.size(), owed);
                owed -= due;
                for (; due > 0; due--) {
                    Connection connection = idle.remove();
                    try {
                        connection.send();
                    } catch (IOException e) {
                        connection.isLost();
                    }
                }
            }
            selector.select(
                    key -> {
                        Connection connection = (Connection) key.attachment();
                        try {
                            connection.go(key);
                        } catch (IOException e) {
                            connection.isLost();
                        }
                    },
                    requestsASecond == 0 ? Math.max(1, (until - now) / 1_000_000) : 1);
            now = System.nanoTime();
            owed += (now - started) / 1e9 * requestsASecond;
            started = now;
        }
    }

    private Connection connect(Selector selector, int index) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(clickstream.getHost(), clickstream.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        StringBuilder body = new StringBuilder();
        for (int event = 0; event < eventsARequest; event++) {
            body.append(event == 0 ? "" : "\n")
                    .append(examples.get((index * eventsARequest + event) % examples.size()));
        }
        byte[] bytes = body.toString().getBytes(UTF_8);
        byte[] head = """
                POST %s HTTP/1.1
                Host: %s
                User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36
                Accept: */*
                Origin: https://www.dienmay.example
                Content-Type: text/plain;charset=UTF-8
                Content-Length: %d

                """.formatted(clickstream.getPath(), clickstream.getAuthority(), bytes.length)
                .replace("\n", "\r\n")
                .getBytes(ISO_8859_1);
        byte[] request = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(bytes, 0, request, head.length, bytes.length);
        Connection connection = new Connection(channel, request);
        connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** One request at a time. */
    private final class Connection {

        private final SocketChannel channel;
        private final byte[] request;
        private final int[] ids;
        private final ByteBuffer out;
        private final ByteBuffer answer = ByteBuffer.allocate(4_096);
        private @Nullable SelectionKey key;
        private int firstNumber;
        private long sentAt;

        Connection(SocketChannel channel, byte[] request) {
            this.channel = channel;
            this.request = request;
            this.ids = SentEvents.idPlaces(request);
            this.out = ByteBuffer.allocateDirect(request.length);
            if (ids.length != eventsARequest) {
                throw new IllegalStateException("%d ids in %d events".formatted(ids.length, eventsARequest));
            }
        }

        void send() throws IOException {
            firstNumber = nextNumber;
            for (int id : ids) {
                SentEvents.number(request, id, nextNumber++);
            }
            out.clear().put(request).flip();
            waiting++;
            sentAt = System.nanoTime();
            write();
        }

        void go(SelectionKey ready) throws IOException {
            if (ready.isWritable()) {
                write();
            }
            if (ready.isReadable()) {
                if (channel.read(answer) < 0) {
                    throw new ClosedChannelException();
                }
                readAnswer();
            }
        }

        /** Its request was not answered; it is not used again. */
        void isLost() {
            if (key != null) {
                key.cancel();
            }
            if (!idle.remove(this)) {
                waiting--;
                refused++;
            }
        }

        private void write() throws IOException {
            channel.write(out);
            if (key != null) {
                key.interestOps(
                        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            }
        }

        private void readAnswer() {
            String text = new String(answer.array(), 0, answer.position(), ISO_8859_1);
            int headEnd = text.indexOf("\r\n\r\n");
            if (headEnd < 0) {
                return;
            }
            int lengthAt = text.toLowerCase(Locale.ROOT).indexOf("content-length: ") + 16;
            int length = Integer.parseInt(text, lengthAt, text.indexOf("\r\n", lengthAt), 10);
            if (answer.position() < headEnd + 4 + length) {
                return;
            }
            answer.clear();
            waiting--;
            idle.add(this);
            if (!text.startsWith("HTTP/1.1 200 ")) {
                refused++;
                return;
            }
            acknowledged.set(firstNumber, firstNumber + eventsARequest);
            if (measuring) {
                requests++;
                latencies.add(System.nanoTime() - sentAt);
            }
        }
    }
}
