package clickstream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameOrderTest {

    /** The borders of UTF-8's lengths and of UTF-16's surrogates, and what collations of languages like to move. */
    private static final int[] CHARACTERS = {
        1, '\t', '\n', ' ', '%', '+', '-', '/', '0', '9', 'A', 'Z', '_', 'a', 'z', '~', 0x7F, 0x80, 0xE9, 0x111, 0x7FF,
        0x800, 0x1EA1, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF
    };

    @Test
    void isTheOrderOfPostgresqlsCollationC() throws SQLException {
        List<String> names = names(2_000);
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(NameOrder.UTF_8_BYTES);

        TestingDatabase database = TestingPostgres.shared().database();
        List<String> sortedByPostgresql = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT name FROM unnest(?::text[]) AS t (name) ORDER BY name COLLATE \"C\"")) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sortedByPostgresql.add(rows.getString(1));
                }
            }
        }
        assertThat(sorted).containsExactlyElementsOf(sortedByPostgresql);
    }

    @Test
    void putsSupplementaryCharactersBehindAllOthers() {
        assertThat("\uFFFD".compareTo("\uD83D\uDE00")).isPositive();
        assertThat(NameOrder.UTF_8_BYTES.compare("\uFFFD", "\uD83D\uDE00")).isNegative();
        assertThat(NameOrder.UTF_8_BYTES.compare("", "a")).isNegative();
        assertThat(NameOrder.UTF_8_BYTES.compare("a", "a\u0000")).isNegative();
        assertThat(NameOrder.UTF_8_BYTES.compare("z", "đ")).isNegative();
        assertThat(NameOrder.UTF_8_BYTES.compare("đ", "đ")).isZero();
    }

    @Test
    void aRangeKnowsItsEndInThisOrder() {
        assertThat(new NameRange(null, "\uFFFD").endsBefore("\uD83D\uDE00")).isTrue();
        assertThat(new NameRange(null, "b").endsBefore("b")).isFalse();
        assertThat(new NameRange(null, "b").endsBefore("b\u0001")).isTrue();
        assertThat(NameRange.ALL.endsBefore("\uDBFF\uDFFF")).isFalse();
        assertThatThrownBy(() -> new NameRange("b", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NameRange("a", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NameRange("\uD83D\uDE00", "\uFFFD")).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> names(int count) {
        Random random = new Random(20261120);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(4); length > 0; length--) {
                name.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
            }
            names.add(name.toString());
        }
        Collections.shuffle(names, random);
        return names.stream().distinct().toList();
    }
}
