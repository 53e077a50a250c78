package clickstream.ingest.events;

import java.nio.charset.StandardCharsets;

/** Writes a JSON object of texts and numbers, for the stamp and for answers. Not thread-safe. */
public final class JsonWriter {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder json = new StringBuilder(256).append('{');

    /** A member; nothing where the text is empty. */
    public JsonWriter textIfAny(String name, String text) {
        return text.isEmpty() ? this : text(name, text);
    }

    public JsonWriter text(String name, String text) {
        name(name);
        quote(text);
        return this;
    }

    public JsonWriter number(String name, long number) {
        name(name);
        json.append(number);
        return this;
    }

    /** A member whose value is JSON already. */
    public JsonWriter json(String name, String value) {
        name(name);
        json.append(value);
        return this;
    }

    /** The object; nothing may be written behind it. */
    public String closed() {
        return json.append('}').toString();
    }

    /** The object as it is up to here, without its closing brace, in UTF-8. */
    public byte[] openBytes() {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The members alone, without the braces. */
    public String members() {
        return json.substring(1);
    }

    private void name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        json.append('"').append(name).append("\":");
    }

    private void quote(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                json.append('\\').append(next);
            } else if (next < ' ' || (next >= 0x7F && next < 0xA0)) {
                json.append("\\u00").append(HEX.charAt(next >> 4)).append(HEX.charAt(next & 0xF));
            } else {
                json.append(isLoneSurrogate(text, i) ? '\uFFFD' : next);
            }
        }
        json.append('"');
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char unit = text.charAt(index);
        if (Character.isHighSurrogate(unit)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(unit) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
