package clickstream.ingest.uploads;

/** An upload that is refused. */
public final class UploadException extends Exception {

    private static final long serialVersionUID = 1L;

    private final UploadFault fault;

    UploadException(UploadFault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    public UploadFault fault() {
        return fault;
    }
}
