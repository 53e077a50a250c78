package clickstream.load;

/** An object version that the ledger says is finished. */
public record FinishedObject(String name, String etag) {}
