package clickstream.event;

import java.util.Objects;
import java.util.stream.Stream;

/** A failure and what caused it, from the outermost in. */
public final class Causes {

    private Causes() {}

    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /** Those of a type. */
    public static <T> Stream<T> of(Throwable failure, Class<T> type) {
        return of(failure).filter(type::isInstance).map(type::cast);
    }
}
