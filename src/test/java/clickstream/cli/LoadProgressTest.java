package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import clickstream.event.Hour;
import clickstream.job.PlannedHour;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoadProgressTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(LoadProgress.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    @Test
    void aPlanOfYearsSaysHowFarItIs() {
        PlannedHour planned = new PlannedHour(Hour.parse("2026-11-20T13"), true, 0, 0, true, Duration.ZERO);
        try (LoadProgress progress = LoadProgress.begin(87_660, () -> 0)) {
            for (int hour = 0; hour < 2 * LoadProgress.PLANNED_A_LINE + 1; hour++) {
                progress.planned(planned);
            }
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Planned 1,000 of 87,660 hours", "Planned 2,000 of 87,660 hours");
    }
}
