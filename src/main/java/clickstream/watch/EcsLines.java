package clickstream.watch;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * Lines of the log as JSON of the Elastic Common Schema, with what Elastic's encoder leaves out: the name of the event, and the values
 * that were given by key, numbers as numbers. logback.xml names this class.
 */
public final class EcsLines extends EcsEncoder {

    @Override
    protected void addCustomFields(ILoggingEvent event, StringBuilder line) {
        if (event.getMarkerList() != null) {
            for (Marker marker : event.getMarkerList()) {
                add(line, "event.action", marker.getName());
            }
        }
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                add(line, pair.key, pair.value);
            }
        }
    }

    private static void add(StringBuilder line, String key, Object value) {
        line.append('"');
        JsonUtils.quoteAsString(key, line);
        line.append("\":");
        if (value instanceof Number) {
            line.append(value);
        } else {
            line.append('"');
            JsonUtils.quoteAsString(String.valueOf(value), line);
            line.append('"');
        }
        line.append(',');
    }
}
