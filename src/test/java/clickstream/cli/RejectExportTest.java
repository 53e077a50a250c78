package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.Hour;
import clickstream.rejects.StoredReject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectExportTest {

    private static final StoredReject REJECT = new StoredReject(
            Hour.parse("2026-11-20T13"), "event-1", "etag", 0, "no_event", "says the test", 2, ByteBuffer.allocate(2));

    @TempDir
    private Path folder;

    @Test
    void whatFailsInTheMiddleLeavesNothingAndCanBeTriedAgain() throws IOException {
        RejectExport export = new RejectExport(folder.resolve("export"));
        Iterator<StoredReject> broken = Stream.<Supplier<StoredReject>>of(() -> REJECT, () -> {
                    throw new IllegalStateException("connection lost, says the test");
                })
                .map(Supplier::get)
                .iterator();

        assertThatThrownBy(() -> export.write(broken, () -> false)).hasMessage("connection lost, says the test");
        assertThat(export.isFree()).isTrue();

        assertThat(export.write(List.of(REJECT, REJECT).iterator(), () -> false))
                .isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("export").resolve(RejectExport.INDEX)))
                .hasSize(2);
        assertThat(export.isFree()).isFalse();
    }

    @Test
    void whatAnotherExportWroteMeanwhileIsNotTouched() throws IOException {
        RejectExport export = new RejectExport(folder);
        assertThat(export.isFree()).isTrue();
        new RejectExport(folder).write(List.of(REJECT).iterator(), () -> false);

        assertThatThrownBy(() -> export.write(List.of(REJECT).iterator(), () -> false))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readAllLines(folder.resolve(RejectExport.INDEX))).hasSize(1);
    }
}
