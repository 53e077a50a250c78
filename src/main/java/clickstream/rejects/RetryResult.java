package clickstream.rejects;

import clickstream.job.HourResult;

/**
 * How trying the rejects of an hour again ended.
 *
 * @param hour how the last attempt ended; its counts are those of whole objects, good events included
 * @param counts of all attempts
 */
public record RetryResult(HourResult hour, RetryCounts counts) {}
