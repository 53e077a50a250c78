package clickstream.ingest.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The publisher's modules, for pages that load them from here: {@code /clickstream.js} and those beside it, which are asked for anew every
 * hour, and the same below {@code /VERSION/}, which never change there. They are no secret, so pages of any origin may read them, whoever may
 * send events. Thread-safe.
 */
final class PublisherModules {

    private static final String FOLDER = "/clickstream/ingest/browser/";
    private static final List<String> NAMES =
            List.of("clickstream.js", "shop.js", "react.js", "events.js", "uploads.js");

    /** The publisher says its version in each event. */
    private static final Pattern VERSION = Pattern.compile("\"clickstream-browser/(\\d+\\.\\d+\\.\\d+)\"");

    private static final String AN_HOUR = "public, max-age=3600";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private static final HttpFields HEADERS = HttpFields.build()
            .add(HttpHeader.CONTENT_TYPE, "text/javascript; charset=utf-8")
            .add("Access-Control-Allow-Origin", "*")
            .add("Cross-Origin-Resource-Policy", "cross-origin")
            .add("X-Content-Type-Options", "nosniff")
            .add(HttpHeader.VARY, "Accept-Encoding")
            .asImmutable();

    private PublisherModules() {}

    /** Made for the first who asks: reading and packing them would take a tenth of each start. */
    private static final class Modules {

        private static final Map<String, Source> BY_PATH = all();

        private static Map<String, Source> all() {
            Map<String, Source> modules = new HashMap<>();
            String version = version(read(NAMES.getFirst()));
            for (String name : NAMES) {
                byte[] source = read(name);
                modules.put("/" + name, Source.of(source, AN_HOUR));
                modules.put("/%s/%s".formatted(version, name), Source.of(source, FOR_EVER));
            }
            return modules;
        }
    }

    /** Answers where a module is asked for; whether that is so. */
    static boolean answers(Request request, Response response, Callback callback) {
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        Source module =
                reads ? Modules.BY_PATH.get(String.valueOf(request.getHttpURI().getPath())) : null;
        if (module == null) {
            return false;
        }
        module.write(request.getHeaders(), response, callback);
        return true;
    }

    private static String version(byte[] core) {
        Matcher version = VERSION.matcher(new String(core, StandardCharsets.UTF_8));
        if (!version.find()) {
            throw new IllegalStateException("the publisher says no version");
        }
        return version.group(1);
    }

    private static byte[] read(String name) {
        try (InputStream resource = PublisherModules.class.getResourceAsStream(FOLDER + name)) {
            if (resource == null) {
                throw new IllegalStateException("not on the class path: " + FOLDER + name);
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A module in the two forms that it is sent in.
     *
     * @param hash of the source; the tags of both forms begin with it
     * @param caching how long it may be kept
     */
    private record Source(ByteBuffer plain, ByteBuffer gzip, String hash, String caching) {

        static Source of(byte[] source, String caching) {
            return new Source(ByteBuffer.wrap(source), ByteBuffer.wrap(gzip(source)), hash(source), caching);
        }

        void write(HttpFields asked, Response response, Callback callback) {
            boolean gzipped = asked.getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains("gzip");
            String tag = "\"%s%s\"".formatted(hash, gzipped ? "-gzip" : "");
            response.getHeaders()
                    .add(HEADERS)
                    .put(HttpHeader.CACHE_CONTROL, caching)
                    .put(HttpHeader.ETAG, tag);
            if (matches(asked.getField(HttpHeader.IF_NONE_MATCH), tag)) {
                response.setStatus(304);
                response.write(true, null, callback);
                return;
            }
            if (gzipped) {
                response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
            }
            response.write(true, (gzipped ? gzip : plain).slice(), callback);
        }

        /** A proxy that packs it anew makes the tag a weak one, and the bytes are the same to whoever unpacks them. */
        private static boolean matches(@Nullable HttpField known, String tag) {
            return known != null
                    && known.getValueList().stream().anyMatch(each -> each.equals("*") || each.endsWith(tag));
        }

        private static byte[] gzip(byte[] source) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(source);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private static String hash(byte[] source) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(source);
                return HexFormat.of().formatHex(hash, 0, 16);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
