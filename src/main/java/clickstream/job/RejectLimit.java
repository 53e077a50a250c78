package clickstream.job;

/**
 * How many rejects are too many: good events are loaded all the same, but somebody should look.
 *
 * @param ratio the share of rejects in a run, from 0 to 1, that is still usual
 * @param minimum fewer rejects are never too many
 */
public record RejectLimit(double ratio, long minimum) {

    public boolean isExceededBy(HourResult result) {
        long rejected = result.counts().events().rejected();
        return rejected >= minimum
                && rejected > ratio * result.counts().events().read();
    }
}
