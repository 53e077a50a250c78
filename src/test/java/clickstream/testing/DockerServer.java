package clickstream.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container, which Testcontainers removes when this JVM is gone, however it ends. */
final class DockerServer implements PostgresServer {

    private static final String IMAGE = "postgres:18-alpine";

    private final PostgreSQLContainer container;

    private DockerServer(PostgreSQLContainer container) {
        this.container = container;
    }

    /** Whether Docker answers and has the image or can pull it. Asking costs some 100 ms where there is no Docker. */
    static boolean isAvailable() {
        return DockerClientFactory.instance().isDockerAvailable() && imageIsAtHand();
    }

    /** Asks the registry once. Testcontainers would ask one that is out of reach for minutes, and again for every test. */
    private static boolean imageIsAtHand() {
        DockerClient client = DockerClientFactory.instance().client();
        try {
            client.inspectImageCmd(IMAGE).exec();
            return true;
        } catch (NotFoundException notPulledYet) {
            return isPulled(client);
        }
    }

    private static boolean isPulled(DockerClient client) {
        try {
            return client.pullImageCmd(IMAGE).start().awaitCompletion(5, TimeUnit.MINUTES);
        } catch (RuntimeException e) {
            return false; // its reason is in the log already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static DockerServer start(Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of("postgres", "-c", "fsync=off"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        @SuppressWarnings("resource") // closed with the server
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE)
                .withDatabaseName("postgres")
                .withUsername(SUPERUSER)
                .withPassword(TestingPostgres.SUPERUSER_PASSWORD)
                .withEnv("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C");
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
