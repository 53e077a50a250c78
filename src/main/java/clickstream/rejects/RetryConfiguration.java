package clickstream.rejects;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What tries rejects again. */
@Configuration(proxyBeanMethods = false)
@Import({RejectedObjects.class, RejectRetry.class})
public class RetryConfiguration {}
