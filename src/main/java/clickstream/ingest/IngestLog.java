package clickstream.ingest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import clickstream.ingest.events.StructuredLog;
import co.elastic.logging.logback.EcsEncoder;
import org.slf4j.LoggerFactory;

/**
 * The ingest's log: lines of text or JSON on standard error, and those of {@link StructuredLog} on standard output, as they are. It is set
 * up by code, because to read the loader's logback.xml takes a large part of a start.
 */
public final class IngestLog {

    /** What a line looks like. */
    enum Format {
        TEXT,
        ECS
    }

    private IngestLog() {}

    /** To be called by the program, before anything is logged; in place of whatever was set up before. */
    public static void begin(IngestSettings settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender(
                context,
                ConsoleTarget.SystemErr,
                switch (settings.logFormat()) {
                    case TEXT -> new LineEncoder(true);
                    case ECS -> ecs();
                }));
        context.getLogger("clickstream").setLevel(Level.INFO);
        Logger structured = context.getLogger(StructuredLog.class);
        structured.setAdditive(false);
        structured.addAppender(appender(context, ConsoleTarget.SystemOut, new LineEncoder(false)));
    }

    private static Encoder<ILoggingEvent> ecs() {
        EcsEncoder encoder = new EcsEncoder();
        encoder.setServiceName("clickstream-ingest");
        return encoder;
    }

    private static Appender<ILoggingEvent> appender(
            LoggerContext context, ConsoleTarget target, Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget(target.getName());
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
