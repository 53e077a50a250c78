package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Makes objects of a log's lines as CloudWatch does, lines of other programs between them. */
public final class LogExport {

    private static final String START = "START RequestId: 8f5f2f6e Version: $LATEST\n";
    private static final String OTHER = "{\"level\":\"INFO\",\"message\":\"another program\"}\n";

    private LogExport() {}

    /** What a task of {@code CreateExportTask} writes of a stream: gzip, a line a time, a blank and a message. */
    public static byte[] ofTask(List<String> lines, Instant at) {
        String time = DateTimeFormatter.ISO_INSTANT.format(at) + " ";
        StringBuilder text = new StringBuilder(time + START);
        for (String line : lines) {
            text.append(time).append(line).append('\n').append(time).append(OTHER);
        }
        return gzip(text.toString());
    }

    /** What a subscription hands to Firehose: a gzip member for each envelope, a few lines in each. */
    public static byte[] ofFirehose(List<String> lines, Instant at) {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(gzip(envelope("CONTROL_MESSAGE", List.of("CWL CONTROL MESSAGE: Checking health"), at)));
        for (int first = 0; first < lines.size(); first += 3) {
            members.writeBytes(gzip(
                    envelope("DATA_MESSAGE", lines.subList(first, Math.min(lines.size(), first + 3)), at)));
            members.writeBytes(gzip(envelope("DATA_MESSAGE", List.of(START, OTHER), at)));
        }
        return members.toByteArray();
    }

    private static String envelope(String type, List<String> messages, Instant at) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("messageType", type);
            json.writeStringProperty("owner", "123456789012");
            json.writeStringProperty("logGroup", "/aws/lambda/events");
            json.writeStringProperty("logStream", "2026/11/20/[$LATEST]4f");
            json.writeArrayPropertyStart("subscriptionFilters");
            json.writeString("all");
            json.writeEndArray();
            json.writeArrayPropertyStart("logEvents");
            for (String message : messages) {
                json.writeStartObject();
                json.writeStringProperty("id", "39000000000000000000000000000000000000000000000000000001");
                json.writeNumberProperty("timestamp", at.toEpochMilli());
                json.writeStringProperty("message", message);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toString(UTF_8);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
