package clickstream.ingest;

/** An object as it is put, at the first try and at each further one: nothing of it is ever changed. */
final class SealedObject {

    private final String key;
    private final byte[] bytes;
    private final String contentType;
    private final int events;

    /** @param bytes which nobody may change any more */
    SealedObject(String key, byte[] bytes, String contentType, int events) {
        this.key = key;
        this.bytes = bytes;
        this.contentType = contentType;
        this.events = events;
    }

    String key() {
        return key;
    }

    /** Not a copy. */
    byte[] bytes() {
        return bytes;
    }

    String contentType() {
        return contentType;
    }

    /** How many it holds. */
    int events() {
        return events;
    }
}
