package clickstream.rejects;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What lists rejects. */
@Configuration(proxyBeanMethods = false)
public class RejectsConfiguration {

    @Bean
    Rejects rejects(DataSource dataSource) {
        return new Rejects(JdbcClient.create(dataSource));
    }
}
