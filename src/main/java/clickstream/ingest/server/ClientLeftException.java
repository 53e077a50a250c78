package clickstream.ingest.server;

/** The client has closed its connection, or broken HTTP, before its request was whole. */
final class ClientLeftException extends Exception {

    private static final long serialVersionUID = 1L;

    ClientLeftException(Throwable cause) {
        super(cause);
    }
}
