package clickstream.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container, which Testcontainers removes when this JVM is gone, however it ends. */
final class DockerServer implements PostgresServer {

    private final PostgreSQLContainer container;

    private DockerServer(PostgreSQLContainer container) {
        this.container = container;
    }

    /** Whether Docker answers. Asking costs some 100 ms where there is none. */
    static boolean isAvailable() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    static DockerServer start(Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of("postgres", "-c", "fsync=off"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        @SuppressWarnings("resource") // closed with the server
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine")
                .withDatabaseName("postgres")
                .withUsername(SUPERUSER)
                .withPassword(TestingPostgres.SUPERUSER_PASSWORD)
                .withEnv(
                        "POSTGRES_INITDB_ARGS",
                        "--encoding=UTF8 --locale=C --locale-provider=%s --icu-locale=%s"
                                .formatted(LOCALE_PROVIDER, ICU_LOCALE));
        container.setCommand(command.toArray(String[]::new));
        container.start();
        return new DockerServer(container);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
    }

    @Override
    public void close() {
        container.stop();
    }
}
