package clickstream.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLoginsTest {

    @TempDir
    private Path folder;

    @Test
    void theFileIsReadEachTimeWithoutTheLineEndBehindIt() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), " pass\nword \n");
        Logins logins = Logins.inFile("etl", file);

        assertThat(logins.login()).isEqualTo(new Login("etl", " pass\nword "));
        Files.writeString(file, "other\r\n");
        assertThat(logins.login()).isEqualTo(new Login("etl", "other"));
        Files.writeString(file, "\uFEFFother\r\n");
        assertThat(logins.login()).isEqualTo(new Login("etl", "other"));
    }

    @Test
    void aFileThatIsEmptyOrGoneIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "\n");
        Logins logins = Logins.inFile("etl", file);

        assertThatThrownBy(logins::login)
                .hasMessage("DW_PG_PASSWORD_FILE is %s, which is empty; write the password into it".formatted(file));
        Files.delete(file);
        assertThatThrownBy(logins::login)
                .hasMessage(
                        "DW_PG_PASSWORD_FILE is %s, which cannot be read (NoSuchFileException); it must be a file of UTF-8 text"
                                .formatted(file));
    }

    @Test
    void nothingThatIsPrintedHoldsThePassword() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "s3cret");

        assertThat(new Login("etl", "s3cret")).hasToString("etl");
        assertThat(Logins.inFile("etl", file)).hasToString("etl");
        assertThat(Logins.inFile("etl", file).login()).hasToString("etl");
    }
}
