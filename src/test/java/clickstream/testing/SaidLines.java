package clickstream.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What ingests of this JVM write while this is open. Thread-safe. */
public final class SaidLines implements AutoCloseable {

    private final List<Logger> loggers;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            String trace = ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add((event.getFormattedMessage() + "\n" + trace).strip());
        }
    };

    private SaidLines(Level level, String ours, String... others) {
        Logger logger = logger(ours);
        logger.setLevel(level);
        logger.setAdditive(false);
        loggers = Stream.concat(Stream.of(logger), Stream.of(others).map(SaidLines::logger))
                .toList();
        appender.start();
        loggers.forEach(each -> each.addAppender(appender));
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    /** Their structured lines. */
    public static SaidLines open() {
        return new SaidLines(Level.INFO, "clickstream.ingest.events.StructuredLog");
    }

    /** Their log on standard error, with what others say of failures: all but the structured lines. */
    public static SaidLines log() {
        return new SaidLines(Level.INFO, "clickstream", org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** All lines since it was opened or cleared. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    public void clear() {
        lines.clear();
    }

    @Override
    public void close() {
        loggers.forEach(each -> each.detachAppender(appender));
        loggers.getFirst().setLevel(null);
        loggers.getFirst().setAdditive(true);
    }
}
