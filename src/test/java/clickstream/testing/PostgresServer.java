package clickstream.testing;

/** A running PostgreSQL 18 and how its superuser reaches it. */
sealed interface PostgresServer extends AutoCloseable permits EmbeddedServer, DockerServer {

    /** What {@code initdb} is given: a collation that is not that of S3's keys, so that a forgotten {@code COLLATE "C"} is seen. */
    String LOCALE_PROVIDER = "icu";

    String ICU_LOCALE = "en-US";

    String SUPERUSER = "postgres";

    String host();

    int port();

    @Override
    void close();
}
