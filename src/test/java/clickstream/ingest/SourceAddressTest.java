package clickstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceAddressTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.77,         FULL,      203.0.113.77",
        "203.0.113.77,         TRUNCATED, 203.0.113.0",
        "203.0.113.77,         NONE,      ''",
        "203.0.113.77:4711,    FULL,      203.0.113.77",
        "2001:db8:1:2:3:4:5:6, FULL,      2001:db8:1:2:3:4:5:6",
        "2001:db8:1:2:3:4:5:6, TRUNCATED, 2001:db8:1:0:0:0:0:0",
        "[2001:db8::1]:4711,   FULL,      2001:db8:0:0:0:0:0:1",
        "::ffff:203.0.113.77,  TRUNCATED, 203.0.113.0",
        "unknown,              FULL,      ''",
        "example.com,          FULL,      ''",
        "203.0.113.777,        FULL,      ''",
        "'',                   FULL,      ''",
    })
    void soMuchOfAnAddressIsKept(String address, SourceAddress setting, String kept) {
        assertThat(setting.kept(address)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "'1.1.1.1, 2.2.2.2, 3.3.3.3', 0, 9.9.9.9",
        "'1.1.1.1, 2.2.2.2, 3.3.3.3', 1, 3.3.3.3",
        "'1.1.1.1, 2.2.2.2, 3.3.3.3', 2, 2.2.2.2",
        "'1.1.1.1,2.2.2.2,3.3.3.3',   3, 1.1.1.1",
        "'1.1.1.1, 2.2.2.2, 3.3.3.3', 4, 9.9.9.9",
        "'',                          1, 9.9.9.9",
    })
    void proxiesAreBelievedFromTheRight(String chain, int hops, String client) {
        assertThat(SourceAddress.behindProxies(chain, hops, "9.9.9.9")).isEqualTo(client);
    }
}
