package clickstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LineEncoderTest {

    @Test
    void aLineHasItsTimeItsLevelAndItsText() {
        assertThat(line(new LineEncoder(true), Level.WARN, null))
                .isEqualTo("2026-11-20T13:59:59.007Z WARN đ is 1 of 2\n");
        assertThat(line(new LineEncoder(true), Level.ERROR, null))
                .isEqualTo("2026-11-20T13:59:59.007Z ERROR đ is 1 of 2\n");
    }

    @Test
    void aLineForMachinesIsItsTextAlone() {
        assertThat(line(new LineEncoder(false), Level.INFO, null)).isEqualTo("đ is 1 of 2\n");
    }

    @Test
    void aStackTraceFollows() {
        assertThat(line(new LineEncoder(true), Level.ERROR, new IllegalStateException("why"))
                        .lines())
                .startsWith("2026-11-20T13:59:59.007Z ERROR đ is 1 of 2", "java.lang.IllegalStateException: why")
                .element(2)
                .asString()
                .startsWith("\tat clickstream.ingest.LineEncoderTest.");
    }

    private static String line(LineEncoder encoder, Level level, @Nullable Throwable failure) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("clickstream"), level, "{} is {} of 2", failure, new Object[] {"đ", 1
                });
        event.setInstant(Instant.parse("2026-11-20T13:59:59.007Z"));
        return new String(encoder.encode(event), UTF_8);
    }
}
