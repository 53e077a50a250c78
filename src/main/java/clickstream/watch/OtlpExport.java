package clickstream.watch;

import clickstream.event.PrintableText;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends metrics by OTLP over HTTP, sums since the process began, each minute and at the end. A receiver that is away is named in one
 * line of the log, and holds nobody up for more than {@link #AT_THE_END}. Thread-safe.
 *
 * <p>Headers and attributes of the resource come from {@code OTEL_EXPORTER_OTLP_HEADERS} and {@code OTEL_RESOURCE_ATTRIBUTES}, as
 * OpenTelemetry specifies them.
 */
final class OtlpExport implements AutoCloseable {

    /** At the end of the process. */
    private static final Duration AT_THE_END = Duration.ofSeconds(4);

    private static final Duration TO_CONNECT = Duration.ofSeconds(1);
    private static final Duration TO_ANSWER = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(OtlpExport.class);

    private final URI endpoint;
    private final OtlpMeterRegistry registry;
    private final AtomicBoolean complained = new AtomicBoolean();

    OtlpExport(URI endpoint) {
        this.endpoint = endpoint;
        OtlpMetricsSender http = new OtlpHttpMetricsSender(new HttpUrlConnectionSender(TO_CONNECT, TO_ANSWER));
        this.registry = OtlpMeterRegistry.builder(new Config(endpoint))
                .metricsSender(request -> send(http, request))
                .build();
    }

    MeterRegistry registry() {
        return registry;
    }

    /** The registry would log a stack trace, each time. */
    private void send(OtlpMetricsSender http, OtlpMetricsSender.Request request) {
        try {
            http.send(request);
        } catch (Exception e) {
            complain(PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private void complain(String cause) {
        if (complained.compareAndSet(false, true)) {
            LOG.warn(
                    LogEvents.METRICS_NOT_SENT,
                    "Metrics could not be sent to {}, which holds up nothing else: {}",
                    endpoint.getHost(),
                    cause);
        }
    }

    /** Sends the last figures. */
    @Override
    public void close() {
        // Names are looked up without a time limit.
        Thread closing = Thread.ofPlatform().daemon().name("last-metrics").start(registry::close);
        try {
            if (!closing.join(AT_THE_END)) {
                complain("no answer in " + AT_THE_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All but the endpoint is as by default, what the environment says included. */
    private record Config(URI endpoint) implements OtlpConfig {

        @Override
        public String url() {
            return endpoint.toString();
        }

        @Override
        public Map<String, String> resourceAttributes() {
            Map<String, String> attributes = new HashMap<>(OtlpConfig.super.resourceAttributes());
            attributes.putIfAbsent("service.name", "clickstream-etl");
            return attributes;
        }

        @Override
        public @Nullable String get(String key) {
            return null;
        }
    }
}
