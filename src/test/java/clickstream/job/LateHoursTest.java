package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LateHoursTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final HourRunner.Request REQUEST = new HourRunner.Request(false, Duration.ZERO, "tests");

    @RegisterExtension
    private final TestingJob job = TestingJob.with();

    private final TestingS3 s3 = TestingS3.shared();
    private final TestingDatabase database = job.database();
    private final TestingEtl etl = job.etl();

    @BeforeEach
    void anHourThatIsLoaded() throws InterruptedException {
        s3.put(HOUR.prefix() + "a", "{\"eventName\":\"click\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(etl.load(HOUR).outcome()).isEqualTo(HourOutcome.COMPLETE);
    }

    @Test
    void aCompleteHourWithoutAnythingNewIsLeftAlone() throws InterruptedException {
        assertThat(etl.bean(LateHours.class).load(HOUR, REQUEST)).isEmpty();
    }

    @Test
    void anHourWithoutAnythingThatWasNeverLoadedIsLeftAlone() throws InterruptedException {
        assertThat(etl.bean(LateHours.class).load(HOUR.plus(1), REQUEST)).isEmpty();
    }

    @Test
    void aLateObjectIsLoaded() throws InterruptedException {
        s3.put(HOUR.prefix() + "b", "{\"eventName\":\"late\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(etl.bean(LateHours.class).load(HOUR, REQUEST).orElseThrow().late())
                .isOne();
    }

    @Test
    void anHourWhoseRunDiedAfterItsLastCommitIsBroughtToItsEnd() throws InterruptedException {
        database.execute("UPDATE etl.load_run SET status = 'running', finished_at = NULL");

        HourResult result = etl.bean(LateHours.class).load(HOUR, REQUEST).orElseThrow();

        assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.counts().objects().already()).isOne();
        assertThat(etl.bean(LateHours.class).load(HOUR, REQUEST)).isEmpty();
    }
}
