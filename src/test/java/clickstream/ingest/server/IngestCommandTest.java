package clickstream.ingest.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({
        "--prot 1,      unknown option --prot",
        "--port,        --port needs a value",
        "--port 65536,  '--port must be between 0 and 65535, but is 65536'",
        "--port=-1,     '--port must be between 0 and 65535, but is -1'",
        "--port x,      '--port must be between 0 and 65535, but is x'",
        "clickstream,   unknown option clickstream",
        "--host 127.0.0.1, RAW_BUCKET_NAME is not set in the environment"
    })
    void whatIsWrongIsSaidInOneLine(String arguments, String said) throws InterruptedException {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).isEqualTo("ingest: %s (ingest --help shows how)%n".formatted(said));
        assertThat(out.size()).isZero();
    }

    @Test
    void itSaysHowItIsUsedAndWhichVersionItIs() throws InterruptedException {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("--host", "--port", "RAW_BUCKET_NAME");

        assertThat(run("-V")).isZero();
        assertThat(out.toString(UTF_8)).contains("clickstream-ingest");
    }

    @Test
    void aValueMayStandBehindABlankOrAnEqualsSign() {
        assertThat(Arguments.of(List.of("--host", "::1", "--port=0"))).isEqualTo(new Arguments("::1", 0, false, false));
        assertThat(Arguments.of(List.of())).isEqualTo(new Arguments("127.0.0.1", 8_080, false, false));
    }

    private int run(String arguments) throws InterruptedException {
        return new IngestCommand(Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(List.of(arguments.split(" ", -1)));
    }
}
