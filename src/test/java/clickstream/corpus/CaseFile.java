package clickstream.corpus;

import clickstream.corpus.CorpusCase.ExpectedValue;
import clickstream.corpus.Outcome.Rejected;
import clickstream.corpus.Outcome.Row;
import clickstream.corpus.Outcome.ValueOutcome;
import clickstream.event.ListedObject;
import clickstream.event.ParsedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the file of a case and, unless it tells how to make them, the bytes beside it. What it does not know it refuses. */
final class CaseFile {

    private static final Set<String> MEMBERS = Set.of("name", "modified", "object", "gzip", "skipped", "values");
    private static final Set<String> OF_REJECT = Set.of("reject", "bytes");
    private static final String MODIFIED = "2026-11-20T13:05:00Z";

    private final Map<?, ?> content;
    private final byte[] bytes;
    private final Instant modified;

    private CaseFile(Map<?, ?> content, byte[] bytes) {
        this.content = content;
        this.bytes = bytes;
        this.modified = Instant.parse(
                content.containsKey("modified") ? content.get("modified").toString() : MODIFIED);
    }

    /** @param file below the corpus, without its ending */
    static CorpusCase read(Path corpus, String file) {
        try {
            Map<?, ?> content = (Map<?, ?>) AllText.load(Files.readString(corpus.resolve(file + ".yaml")));
            refuseOthers(content, MEMBERS);
            @Nullable Path stored = beside(corpus.resolve(file + ".yaml"));
            if ((stored == null) != content.containsKey("object")) {
                throw new IllegalArgumentException("needs either 'object' or a file of bytes beside it");
            }
            String ending = stored == null ? ".json" : ending(stored);
            CaseFile read = new CaseFile(content, stored == null ? made(content) : Files.readAllBytes(stored));
            return read.toCase(file, content.containsKey("name") ? text(content, "name") : file + ending);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read case " + file, e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("case %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private CorpusCase toCase(String file, String name) {
        List<ExpectedValue> values = new ArrayList<>();
        for (Object value : content.containsKey("values") ? (List<?>) content.get("values") : List.of()) {
            values.add(expected((Map<?, ?>) value));
        }
        @Nullable String skipped = content.containsKey("skipped") ? text(content, "skipped") : null;
        if ((skipped == null) == values.isEmpty()) {
            throw new IllegalArgumentException("needs either 'skipped' or 'values'");
        }
        ListedObject object = new ListedObject(Corpus.HOUR, name, "etag", bytes.length, modified);
        return new CorpusCase(file, object, ByteBuffer.wrap(bytes), skipped, values);
    }

    private ExpectedValue expected(Map<?, ?> value) {
        if (value.containsKey("reject")) {
            refuseOthers(value, OF_REJECT);
            byte[] all = value.containsKey("bytes") ? Parts.bytes(value.get("bytes")) : bytes;
            byte[] kept = Arrays.copyOf(all, Math.min(all.length, ParsedValue.KEPT_BYTES));
            return new ExpectedValue(Rejected.of(text(value, "reject"), kept), null);
        }
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("event_timestamp", modified.toString());
        columns.put("event_name", "unknown");
        List<String> issues = new ArrayList<>();
        ValueOutcome becomes = ValueOutcome.INSERTED;
        for (Map.Entry<?, ?> member : value.entrySet()) {
            switch (member.getKey().toString()) {
                case "issues" -> ((List<?>) member.getValue()).forEach(issue -> issues.add(issue.toString()));
                case "becomes" ->
                    becomes = ValueOutcome.valueOf(text(value, "becomes").toUpperCase(Locale.ROOT));
                case String column
                when Outcome.COLUMNS.contains(column) ->
                    columns.put(column, new String(Parts.bytes(member.getValue()), StandardCharsets.UTF_8));
                case String other -> throw new IllegalArgumentException("no column is called " + other);
            }
        }
        if (!columns.containsKey("event_id")) {
            throw new IllegalArgumentException("a row without event_id");
        }
        return new ExpectedValue(new Row(columns, issues), becomes);
    }

    private static byte[] made(Map<?, ?> content) {
        byte[] plain = Parts.bytes(Objects.requireNonNull(content.get("object")));
        return content.containsKey("gzip") ? Parts.gzip(plain) : plain;
    }

    /** The file of the same name with another ending. */
    private static @Nullable Path beside(Path yaml) throws IOException {
        String name = yaml.getFileName().toString().replaceFirst("yaml$", "");
        try (Stream<Path> files = Files.list(yaml.resolveSibling("."))) {
            return files.filter(file -> !file.getFileName().equals(yaml.getFileName()))
                    .filter(file -> file.getFileName().toString().startsWith(name))
                    .findAny()
                    .orElse(null);
        }
    }

    private static String ending(Path stored) {
        String name = stored.getFileName().toString();
        return name.substring(name.indexOf('.'));
    }

    private static String text(Map<?, ?> map, String member) {
        return String.valueOf(map.get(member));
    }

    private static void refuseOthers(Map<?, ?> map, Set<String> known) {
        map.keySet().stream().filter(key -> !known.contains(key)).findAny().ifPresent(key -> {
            throw new IllegalArgumentException("does not know '%s', only %s".formatted(key, known));
        });
    }
}
