package clickstream.parse;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The tokens of a text or a range of it, by RFC 8259 and nothing beyond it. Every method can throw {@link JacksonException}.
 *
 * <p>Of characters: given bytes, Jackson's parser refuses what the grammar allows, names with an escaped lone surrogate, and takes some
 * that are no UTF-8.
 */
final class Tokens {

    /**
     * How deep Jackson goes, about 14 MB of its contexts. What is nested deeper cannot be read to its end and is an unreadable
     * stretch, too deep.
     */
    static final int MAX_DEPTH = 200_000;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            // The size of the object limits all of these; the parser has limits of its own.
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .build();

    private static final JsonFactory OF_CHARACTERS = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            // A table of names gains little here, and hostile names would make it slow.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private final JsonParser parser;
    private final int start;

    Tokens(DecodedText text, int start, int end) {
        this.parser = OF_CHARACTERS.createParser(ObjectReadContext.empty(), text.characters(), start, end - start);
        this.start = start;
    }

    /** The next token; null at the end of the range where no object or array is open. */
    @Nullable
    JsonToken next() {
        return parser.nextToken();
    }

    /** The next token within an object or array. */
    JsonToken nextInside() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IllegalStateException("Jackson ended inside of a value");
        }
        return token;
    }

    /** The text of a string or number, or a name. */
    String string() {
        return parser.getString();
    }

    /** How long the current number's literal is. */
    int literalLength() {
        return parser.getStringLength();
    }

    /** Goes to the end of the object or array that the current token begins. */
    void skipChildren() {
        parser.skipChildren();
    }

    /** The position behind the current token, or behind what was read when an exception came. */
    int position() {
        return start + (int) parser.currentLocation().getCharOffset();
    }

    /** The position that an exception speaks of. */
    int position(JacksonException e) {
        long offset = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
        return offset < 0 ? position() : start + (int) offset;
    }

    /** Gives Jackson its buffers back. */
    void close() {
        parser.close();
    }
}
