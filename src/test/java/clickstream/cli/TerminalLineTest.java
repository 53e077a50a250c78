package clickstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TerminalLineTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final TerminalLine line = new TerminalLine(terminal);
    private final PrintStream log = new PrintStream(line, true, UTF_8);

    @Test
    void theLineIsRewrittenInPlace() throws IOException {
        line.show("10 of 20 hours");
        assertThat(screen()).isEqualTo("10 of 20 hours");
        line.show("done");
        assertThat(screen()).isEqualTo("done");
        line.show("");
        assertThat(screen()).isEmpty();
    }

    @Test
    void whatIsWrittenGoesAboveIt() throws IOException {
        log.println("before");
        line.show("a line");
        log.println("while");
        line.show("a longer line");
        log.println("while");
        assertThat(screen()).isEqualTo("before\nwhile\nwhile\na longer line");
        line.show("");
        log.println("after");
        assertThat(screen()).isEqualTo("before\nwhile\nwhile\nafter\n");
    }

    @Test
    void whatIsWrittenInPartsIsNotTorn() throws IOException {
        line.show("a line");
        log.print("one ");
        log.flush();
        line.show("another line");
        log.write('t');
        log.print("wo");
        line.show("the last line");
        assertThat(screen()).isEqualTo("one two");
        log.println();
        assertThat(screen()).isEqualTo("one two\nthe last line");
    }

    private String screen() {
        return Screen.after(terminal.toString(UTF_8));
    }
}
