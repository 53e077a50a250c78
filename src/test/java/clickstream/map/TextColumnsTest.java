package clickstream.map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextColumnsTest {

    @ParameterizedTest(name = "{0}: {1} > {2}")
    @CsvSource({
        "user_id,          userId,          user_id",
        "user_login_state, userLoginState,  user_login_state",
        "identity_source,  identity_source, identitySource",
        "client_id,        clientId,        client_id",
        "session_id,       sessionId,       session_id"
    })
    void theFirstUsableSourceCounts(String column, String first, String second) {
        TestingColumn tested = TestingColumn.named(column);
        tested.holds("\"%s\": \"a\", \"%s\": \"b\"".formatted(second, first), "b", "");
        tested.holds("\"%s\": \"a\"".formatted(first), "a", "");
        tested.holds("\"%s\": \"a\"".formatted(second), "a", "");
        tested.holds("\"%s\": null, \"%s\": \"b\"".formatted(first, second), "b", "");
        tested.holds("\"%s\": \"\", \"%s\": \"b\"".formatted(first, second), "", "");
        tested.holds(
                "\"%s\": {\"a\": 1}, \"%s\": \"b\"".formatted(first, second),
                "b",
                "not_scalar: %s = {…}".formatted(first));
        tested.holds(
                "\"%s\": [1], \"%s\": []".formatted(first, second),
                null,
                "not_scalar: %s = […] ; not_scalar: %s = […]".formatted(first, second));
        tested.holds("\"%s\": null".formatted(first), null, "");
        tested.holds(null, null, "");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # the JSON                          | the column                | the issues
            # a string as it is
            "userId": "u-1"                     | u-1                       |
            "userId": ""                        | ''                        |
            "userId": "  "                      | '  '                      |
            "userId": " a "                     | ' a '                     |
            "userId": "Áo dài 👗"               | Áo dài 👗                 |
            "userId": "\\ud83d\\ude00"          | 😀                        |
            "userId": "null"                    | null                      |
            "userId": "undefined"               | undefined                 |
            "userId": "\\\\N"                   | \\N                       |
            "userId": "\\\\."                   | \\.                       |
            "userId": "\\"; drop table"         | "; drop table             |
            "userId": "a\\tb"                   | a\tb                      |
            # a number as its own digits
            "userId": 42                        | 42                        |
            "userId": 9007199254740993          | 9007199254740993          |
            "userId": 1e3                       | 1e3                       |
            "userId": -0                        | -0                        |
            "userId": 1.50                      | 1.50                      |
            "userId": 1E+400                    | 1E+400                    |
            "userId": 1e999999999999            | 1e999999999999            |
            # a boolean as its word
            "userId": true                      | true                      |
            "userId": false                     | false                     |
            # no scalar
            "userId": {}                        |                           | not_scalar: userId = {…}
            "userId": [null]                    |                           | not_scalar: userId = […]
            # what cannot be stored becomes U+FFFD, and the value is used
            "userId": "a\\u0000b", "user_id": 1 | a\uFFFDb                  | unstorable_character: userId = "a\uFFFDb"
            "userId": "\\u0000\\u0000"          | \uFFFD\uFFFD              | unstorable_character: userId = "\uFFFD\uFFFD"
            "userId": "a\\ud83d"                | a\uFFFD                   | unstorable_character: userId = "a\uFFFD"
            "userId": "\\ude00a"                | \uFFFDa                   | unstorable_character: userId = "\uFFFDa"
            "userId": "\\ude00\\ud83d"          | \uFFFD\uFFFD              | unstorable_character: userId = "\uFFFD\uFFFD"
            "userId": "\\ud83d\\ud83d\\ude00"   | \uFFFD😀                  | unstorable_character: userId = "\uFFFD😀"
            # six legal characters behind an escaped backslash
            "userId": "C:\\\\u0000"             | C:\\u0000                 |
            "userId": "C:\\\\ud83d"             | C:\\ud83d                 |
            # names are case-sensitive
            "UserId": "a", "USER_ID": "b"       |                           |
            # of equal keys the last counts
            "userId": "a", "userId": "b"        | b                         |
            """)
    void textIsExactOrAbsent(String json, @Nullable String expected, @Nullable String issues) {
        TestingColumn.named("user_id").holds(json, expected, issues);
    }
}
