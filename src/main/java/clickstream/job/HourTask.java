package clickstream.job;

import clickstream.event.Hour;

/** What is done to an hour under its lock, as a run: load what is missing, or try rejects again. */
public interface HourTask {

    /**
     * Does it once, as a run that was opened, and closes that run.
     *
     * @param since what runs before this one have finished is read again; 0 where nothing is
     */
    Outcome attempt(Hour hour, long run, long since) throws InterruptedException;

    /**
     * How it ended.
     *
     * @param isTransient whether trying again later can help
     */
    record Outcome(HourResult result, boolean isTransient) {}
}
