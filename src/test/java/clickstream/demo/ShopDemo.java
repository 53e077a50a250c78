package clickstream.demo;

import clickstream.testing.IngestProcess;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A small shop whose visitors see what becomes of their clicks: made by the publisher, stored by the ingest, loaded a few seconds later. A
 * shutdown hook closes it, so Ctrl-C and SIGTERM leave nothing behind.
 */
final class ShopDemo implements AutoCloseable {

    private static final Duration BETWEEN_LOADS = Duration.ofSeconds(2);

    private final ShopServer shop = new ShopServer();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final IngestProcess ingest;
    private final NewHours hours;
    private final PrintStream out;

    /**
     * Starts the ingest and opens the shop.
     *
     * @param etlLauncher of the loader
     * @param ingestLauncher of the ingest
     */
    ShopDemo(String etlLauncher, String ingestLauncher, TestingS3 s3, TestingDatabase database, PrintStream out)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        // As a real one would: no other site's pages may send here.
        environment.put("INGEST_ALLOWED_ORIGINS", shop.origin());
        this.out = out;
        ingest = IngestProcess.start(environment, List.of(ingestLauncher, "--port", "0"));
        hours = new NewHours(etlLauncher, environment, s3, out);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shop-end"));
        hours.migrate();
        shop.open(ingest.address(), new Journey(s3, database));
    }

    /** Loads what visitors do, every few seconds, until the JVM ends or a load fails. */
    void load() throws IOException, InterruptedException {
        out.println("""

                The shop is open: %s/
                What becomes of each click stands beside its pages; what is loaded is listed here. Ctrl-C ends everything.
                """.formatted(shop.origin()));
        while (!closed.get()) {
            Thread.sleep(BETWEEN_LOADS);
            try {
                hours.load();
            } catch (IOException e) {
                if (!closed.get()) {
                    throw e;
                }
            }
        }
        // By the shutdown hook: PostgreSQL ends by its own, and nobody is to ask it for anything meanwhile.
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        shop.close();
        ingest.terminate();
        ingest.exitCode();
        ingest.close();
        hours.close();
    }
}
