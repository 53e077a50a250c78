package clickstream.testing;

/** A running PostgreSQL and how its superuser reaches it. */
sealed interface PostgresServer extends AutoCloseable permits EmbeddedServer, DockerServer {

    String SUPERUSER = "postgres";

    String host();

    int port();

    @Override
    void close();
}
