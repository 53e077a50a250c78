package clickstream.job;

import org.springframework.batch.core.configuration.support.JdbcDefaultBatchConfiguration;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Isolation;

/** Spring Batch on its tables in schema {@code etl}: without this it would keep its records in memory and commit nothing. */
@Configuration(proxyBeanMethods = false)
class BatchTables extends JdbcDefaultBatchConfiguration {

    @Override
    protected String getTablePrefix() {
        return "etl.batch_";
    }

    @Override
    protected String getJobInstanceIncrementerName() {
        return "job_instance_seq";
    }

    @Override
    protected String getJobExecutionIncrementerName() {
        return "job_execution_seq";
    }

    @Override
    protected String getStepExecutionIncrementerName() {
        return "step_execution_seq";
    }

    /** Said, not asked: asking would open a connection before there is anything to do. */
    @Override
    protected String getDatabaseType() {
        return "POSTGRES";
    }

    /** Contexts that a person can read; the default is serialized Java. */
    @Override
    protected ExecutionContextSerializer getExecutionContextSerializer() {
        return new JacksonExecutionContextStringSerializer();
    }

    /** No two runs ask for one instance: the default, serializable, would only make processes fail each other. */
    @Override
    protected Isolation getIsolationLevelForCreate() {
        return Isolation.READ_COMMITTED;
    }
}
