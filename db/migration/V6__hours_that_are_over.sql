-- An hour is complete only where it was over when it was listed: what comes in time is not late, and nobody waits for what is never looked for.
-- Which hours are complete, since when, with what counts. db/README.md is the dictionary of these columns.
-- OR REPLACE: Flyway records a migration in another transaction than it runs it in, so one can be applied and not recorded.
CREATE OR REPLACE VIEW etl.hour_status AS
WITH runs AS (
    SELECT
        hour,
        count(*)                                                             AS runs,
        bool_or(status = 'running')                                          AS running,
        max(started_at)                                                      AS last_started_at,
        min(finished_at) FILTER (
            WHERE status = 'complete' AND started_at >= hour + interval '1 hour') AS complete_at,
        -- What is finished stays finished when it is read again, whatever becomes of that: such a run decides only if it is complete.
        (array_agg(status ORDER BY load_run DESC)
            FILTER (WHERE NOT reload OR status = 'complete'))[1] AS deciding_status,
        (array_agg(failure ORDER BY load_run DESC)
            FILTER (WHERE NOT reload OR status = 'complete'))[1] AS deciding_failure,
        (array_agg(started_at ORDER BY load_run DESC)
            FILTER (WHERE NOT reload OR status = 'complete'))[1] >= hour + interval '1 hour' AS was_over,
        -- Not all runs list all of the hour, and raw objects may be deleted one day.
        max(objects_listed)                                                  AS objects_listed,
        coalesce(sum(objects_late) FILTER (WHERE NOT reload), 0)::bigint     AS objects_late,
        sum(events_inserted)::bigint                                         AS events_inserted,
        coalesce(sum(events_duplicate) FILTER (WHERE NOT reload), 0)::bigint AS events_duplicate
    FROM etl.load_run
    GROUP BY hour),
decided AS (
    SELECT
        *,
        -- A run that leaves out some objects names them.
        deciding_status IS NOT DISTINCT FROM 'complete'
            AND was_over
            AND NOT EXISTS (SELECT FROM etl.failed_object AS failed WHERE failed.hour = runs.hour) AS complete
    FROM runs)
SELECT
    hour,
    CASE
        WHEN NOT complete THEN 'incomplete'
        WHEN objects_late > 0 THEN 'late'
        WHEN objects_listed = 0 THEN 'empty'
        ELSE 'complete'
    END AS state,
    complete,
    complete_at,
    runs,
    running,
    last_started_at,
    CASE
        WHEN NOT complete AND NOT was_over AND deciding_failure IS NULL THEN 'it was not over when it was loaded last'
        WHEN NOT complete THEN deciding_failure
    END AS failure,
    objects_listed,
    objects_late,
    (SELECT count(*) FROM etl.failed_object AS failed WHERE failed.hour = decided.hour) AS objects_failed,
    events_inserted,
    events_duplicate,
    (SELECT count(*) FROM etl.conflicting_event AS conflicting WHERE conflicting.hour = decided.hour) AS events_conflicting,
    (SELECT count(*) FROM etl.rejected_event AS rejected WHERE rejected.hour = decided.hour) AS events_rejected
FROM decided;

COMMENT ON VIEW etl.hour_status IS 'One row per hour that was ever loaded: whether it is complete, since when, with what counts';
