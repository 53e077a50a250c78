package clickstream.job;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.Plural;
import clickstream.event.RunId;
import org.jspecify.annotations.Nullable;

/** What is done to an hour under its lock, as a run: load what is missing, or try rejects again. */
public interface HourTask {

    /** What is done, for people, as in "Loading hour". */
    String title();

    /**
     * Does it once, as a run that was opened, and closes that run, unless it throws.
     *
     * @param reloadFrom what runs before it have finished is read again; {@link RunId#NONE} where nothing is
     * @throws RuntimeException where it did not come to its end, or was asked to stop
     */
    Attempt attempt(Hour hour, RunId run, RunId reloadFrom) throws InterruptedException;

    /**
     * How it ended.
     *
     * @param vanished objects that were deleted between their listing and their reading; they are in no other count
     * @param gets objects that were asked for
     * @param failure why it did not end well; null where it did
     */
    record Attempt(
            HourOutcome status,
            LoadCounts counts,
            long vanished,
            long gets,
            @Nullable FailureAnalysis failure) {

        /**
         * It came to its end.
         *
         * @param failedTransient those of the failed objects of which trying again later can help
         */
        public static Attempt ended(LoadCounts counts, long vanished, long gets, long failedTransient) {
            long failed = counts.objects().failed();
            return failed == 0
                    ? new Attempt(HourOutcome.COMPLETE, counts, vanished, gets, null)
                    : new Attempt(
                            HourOutcome.INCOMPLETE,
                            counts,
                            vanished,
                            gets,
                            new FailureAnalysis(
                                    Plural.of(failed, "object") + " could not be read",
                                    "",
                                    Kind.of(failedTransient > 0)));
        }

        /** Nothing was done. */
        static Attempt without(HourOutcome status, FailureAnalysis failure) {
            return new Attempt(status, LoadCounts.NONE, 0, 0, failure);
        }
    }
}
