package clickstream.testing;

import java.util.Map;

/** Settings of the AWS SDK as system properties of this JVM, until this is closed: one at a time. */
public final class TestingAwsSettings implements AutoCloseable {

    private final Map<String, String> properties;

    private TestingAwsSettings(Map<String, String> properties) {
        this.properties = properties;
        properties.forEach(System::setProperty);
    }

    public static TestingAwsSettings set(Map<String, String> properties) {
        return new TestingAwsSettings(properties);
    }

    @Override
    public void close() {
        properties.keySet().forEach(System::clearProperty);
    }
}
