package clickstream.fetch;

import clickstream.s3.S3Failures;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/** Finds the throttled ones among the attempts that the SDK's client makes by itself. Thread-safe. */
final class ThrottleCounter implements MetricPublisher {

    private final Runnable slowDown;

    /**
     * Looks at attempts.
     *
     * @param slowDown is told of each throttled one
     */
    ThrottleCounter(Runnable slowDown) {
        this.slowDown = slowDown;
    }

    @Override
    public void publish(MetricCollection call) {
        call.childrenWithName("ApiCallAttempt")
                .flatMap(attempt -> attempt.metricValues(HttpMetric.HTTP_STATUS_CODE).stream())
                .filter(S3Failures::asksForLess)
                .forEach(status -> slowDown.run());
    }

    @Override
    public void close() {}
}
