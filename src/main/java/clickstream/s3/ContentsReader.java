package clickstream.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads the {@code Contents} of a ListObjectsV2 answer as stores write it: elements without attributes. At the first thing that it does not
 * know it leaves the whole answer as it was.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">ListObjectsV2</a>.
 */
final class ContentsReader {

    private static final byte[] BEGIN = "<Contents>".getBytes(UTF_8);
    private static final byte[] END = "</Contents>".getBytes(UTF_8);
    private static final byte[] LAST = "</ListBucketResult>".getBytes(UTF_8);

    /** What begins a comment, a CDATA section or a DOCTYPE. */
    private static final byte[] DECLARATION = "<!".getBytes(UTF_8);

    private static final int USUAL_ELEMENTS = 8;

    private final byte[] body;
    private final List<S3Object> contents = new ArrayList<>(1_000);
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream(1_024);
    private final boolean understood;

    ContentsReader(byte[] body) {
        this.body = body;
        this.understood = read();
    }

    /** The objects; none where the answer is left as it was. */
    List<S3Object> contents() {
        return understood ? contents : List.of();
    }

    /** What is left of the answer. */
    InputStream rest() {
        return new ByteArrayInputStream(understood ? rest.toByteArray() : body);
    }

    private boolean read() {
        if (indexOf(LAST, 0) < 0 || indexOf(DECLARATION, 0) >= 0) {
            return false;
        }
        int at = 0;
        for (int begin = indexOf(BEGIN, at); begin >= 0; begin = indexOf(BEGIN, at)) {
            rest.write(body, at, begin - at);
            at = readObject(begin + BEGIN.length);
            if (at < 0) {
                return false;
            }
        }
        rest.write(body, at, body.length - at);
        // What is written in another way, the SDK would find, and these here would take its place.
        return !rest.toString(ISO_8859_1).contains("Contents");
    }

    /** Where the object ends; -1 where it is not understood. */
    private int readObject(int begin) {
        S3Object.Builder object = S3Object.builder();
        List<String> names = new ArrayList<>(USUAL_ELEMENTS);
        int at = begin;
        while (!startsWith(END, at)) {
            if (at == body.length) {
                return -1;
            }
            if (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t') {
                at++;
                continue;
            }
            int nameEnd = endOfName(at);
            if (nameEnd < 0) {
                return -1;
            }
            String name = new String(body, at + 1, nameEnd - at - 1, UTF_8);
            byte[] closing = ("</" + name + ">").getBytes(UTF_8);
            int end = indexOf(closing, nameEnd + 1);
            if (end < 0 || names.contains(name) || !set(object, name, nameEnd + 1, end)) {
                return -1;
            }
            names.add(name);
            at = end + closing.length;
        }
        contents.add(object.build());
        return at + END.length;
    }

    /** Where the {@code >} of a tag of letters alone is. */
    private int endOfName(int at) {
        if (body[at] != '<') {
            return -1;
        }
        int end = at + 1;
        while (end < body.length && isLetter(body[end])) {
            end++;
        }
        return end < body.length && body[end] == '>' && end > at + 1 ? end : -1;
    }

    private static boolean isLetter(byte character) {
        return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    }

    private boolean set(S3Object.Builder object, String name, int from, int to) {
        switch (name) {
            case "Key", "ETag", "Size", "StorageClass", "LastModified" -> {}
            default -> {
                return true;
            }
        }
        String text = XmlText.of(body, from, to);
        if (text == null) {
            return false;
        }
        try {
            switch (name) {
                case "Key" -> object.key(text);
                case "ETag" -> object.eTag(text);
                case "Size" -> object.size(Long.valueOf(text));
                case "StorageClass" -> object.storageClass(text);
                default -> object.lastModified(Instant.parse(text));
            }
            return true;
        } catch (NumberFormatException | DateTimeParseException e) {
            return false;
        }
    }

    private int indexOf(byte[] wanted, int from) {
        for (int at = from; at <= body.length - wanted.length; at++) {
            if (body[at] == wanted[0] && startsWith(wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean startsWith(byte[] wanted, int at) {
        if (at + wanted.length > body.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (body[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
