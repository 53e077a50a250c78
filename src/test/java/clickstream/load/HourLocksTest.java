package clickstream.load;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import org.junit.jupiter.api.Test;

class HourLocksTest {

    /** The server notices that a connection was closed some time after the client went on. */
    @Test
    void aLockThatWasClosedIsFreeAtOnce() {
        Hour hour = Hour.parse("2026-11-20T13");
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            HourLocks locks = new HourLocks(database.dataSource());
            for (int time = 0; time < 50; time++) {
                try (HourLocks.Lock lock = locks.tryLock(hour)) {
                    assertThat(lock).as("time %d", time).isNotNull();
                }
            }
        }
    }
}
