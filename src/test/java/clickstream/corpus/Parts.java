package clickstream.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Bytes as a case writes them: a text, or a list of texts, {@code hex: …} and {@code repeat: …, times: …}. */
final class Parts {

    private Parts() {}

    static byte[] bytes(Object part) {
        return switch (part) {
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case List<?> parts -> joined(parts);
            case Map<?, ?> map
            when map.size() == 1 && map.get("hex") instanceof String hex ->
                HexFormat.of().parseHex(hex.replace(" ", ""));
            case Map<?, ?> map
            when map.size() == 2 && map.get("repeat") != null && map.get("times") instanceof String times ->
                repeated(bytes(map.get("repeat")), Integer.parseInt(times));
            default -> throw new IllegalArgumentException("no bytes: " + part);
        };
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(List<?> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.forEach(part -> bytes.writeBytes(bytes(part)));
        return bytes.toByteArray();
    }

    private static byte[] repeated(byte[] part, int times) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length * times);
        for (int i = 0; i < times; i++) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
