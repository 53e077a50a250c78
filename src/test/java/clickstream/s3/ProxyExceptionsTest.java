package clickstream.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyExceptionsTest {

    @ParameterizedTest
    @CsvSource({
        "'.example.com', s3.example.com",
        "'example.com', s3.example.com",
        "'*.example.com', s3.example.com",
        "'localhost, EXAMPLE.com:443', s3.example.com",
        "'localhost example.com', example.com",
        "'*', s3.example.com",
        "'10.0.0.0/8', 10.1.2.3",
        "'10.1.2.3', 10.1.2.3",
        "'10.1.2.3:9000', 10.1.2.3",
        "'fd00::/8', '[fd00::1]'",
    })
    void whatNoProxyNamesIsReachedWithoutTheProxy(String noProxy, String host) {
        assertThat(ProxyExceptions.patterns(noProxy, host)).anyMatch(host::matches);
    }

    @ParameterizedTest
    @CsvSource({
        "'', s3.example.com",
        "'example.org', s3.example.com",
        "'example.com', myexample.com",
        "'example.com', examplexcom",
        "'10.0.0.0/8', 11.1.2.3",
        "'10.0.0.0/8', s3.example.com",
        "'10.0.0.0/64', 10.1.2.3",
        "'10.0.0.0/x', 10.1.2.3",
        "'fd00::/8', 10.1.2.3",
    })
    void whatItDoesNotNameIsNot(String noProxy, String host) {
        assertThat(ProxyExceptions.patterns(noProxy, host)).noneMatch(host::matches);
    }
}
