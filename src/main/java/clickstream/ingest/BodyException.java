package clickstream.ingest;

/** A body that cannot be read, with what its sender is told. */
final class BodyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    BodyException(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
