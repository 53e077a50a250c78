-- Each run asks which executions of Spring Batch are open. Without this it reads all that ever were, for each instance that ever was as
-- long as the tables have no statistics: a backfill of a new database would become slower with every hour.
-- IF NOT EXISTS: Flyway records a migration in another transaction than it runs it in, so one can be applied and not recorded.
CREATE INDEX IF NOT EXISTS batch_job_execution_open_idx ON etl.batch_job_execution (job_instance_id)
    WHERE status IN ('STARTING', 'STARTED', 'STOPPING');
