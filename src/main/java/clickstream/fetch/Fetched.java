package clickstream.fetch;

import clickstream.event.ListedObject;

/** What came of an object that was asked for. */
public sealed interface Fetched {

    /** The version in question: as listed, or, where its bytes were read, the version that they are of. */
    ListedObject object();

    /** Its bytes as stored. The version is the one that was read, which may be newer than the one that was listed. */
    final class Body implements Fetched {

        private final ListedObject object;
        private final byte[] bytes;

        Body(ListedObject object, byte[] bytes) {
            this.object = object;
            this.bytes = bytes;
        }

        @Override
        public ListedObject object() {
            return object;
        }

        /** The array itself, not a copy: not to be changed. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** It has grown larger than an object may be since it was listed; its bytes were not read. */
    record TooLarge(ListedObject object) implements Fetched {}

    /** It was deleted after it was listed. */
    record Vanished(ListedObject object) implements Fetched {}

    /**
     * It could not be read this time.
     *
     * @param kind what that says of other objects and other times
     * @param cause what S3 or the network said, in one line
     */
    record Failed(ListedObject object, FailureKind kind, String cause) implements Fetched {}

    /** What the failure to read an object says of other objects and other times. */
    enum FailureKind {
        /** Trying again later can help. */
        TRANSIENT,
        /** S3 refuses: where it refuses one object after the other, a right is missing. */
        DENIED,
        /** It is the caller's own, such as credentials that have expired: no object can be read. */
        CALLER,
        /** It is this object's own. */
        OTHER
    }
}
