package clickstream.fetch;

import clickstream.event.GetObserver;
import clickstream.s3.S3Failures;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/** Finds the throttled ones among the attempts that the SDK's client makes by itself. Thread-safe. */
final class ThrottleCounter implements MetricPublisher {

    private final GetObserver observer;

    ThrottleCounter(GetObserver observer) {
        this.observer = observer;
    }

    @Override
    public void publish(MetricCollection call) {
        call.childrenWithName("ApiCallAttempt")
                .flatMap(attempt -> attempt.metricValues(HttpMetric.HTTP_STATUS_CODE).stream())
                .filter(S3Failures::asksForLess)
                .forEach(status -> observer.throttled());
    }

    @Override
    public void close() {}
}
