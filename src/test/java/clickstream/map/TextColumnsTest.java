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
                "not_scalar: %s = […] ; not_scalar: %s = []".formatted(first, second));
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
            "userId": {}                        |                           | not_scalar: userId = {}
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "eventName": "click"                         | click        |
            "eventName": "a", "event_name": "b"          | a            |
            "event_name": "b"                            | b            |
            "eventName": null, "event_name": "b"         | b            |
            "eventName": " click "                       | ' click '    |
            "eventName": "xem sản phẩm"                  | xem sản phẩm |
            "eventName": 7                               | 7            |
            "eventName": false                           | false        |
            "eventName": "\\u0000"                       | \uFFFD       | unstorable_character: eventName = "\uFFFD"
            # missing altogether
            "page": 1                                    | unknown      |
            "eventName": null, "event_name": null        | unknown      |
            "eventname": "click"                         | unknown      |
            # not usable
            "eventName": ""                              | unknown      | no_event_name: eventName = ""
            "eventName": " \\t\\n\\u2003"                | unknown      | no_event_name: eventName = " \t\\n\u2003"
            "eventName": "", "event_name": "b"           | b            | no_event_name: eventName = ""
            "eventName": {"a": 1}, "event_name": "b"     | b            | no_event_name: eventName = {…}
            "eventName": [], "event_name": " "           | unknown      | no_event_name: eventName = [] ; no_event_name: event_name = " "
            "event_name": {}                             | unknown      | no_event_name: event_name = {}
            # blank is what Java calls so: a no-break space is not
            "eventName": "\\u00a0"                       | '\u00a0'     |
            """)
    void anEventNameIsNotBlank(String json, String expected, @Nullable String issues) {
        TestingColumn.named("event_name").holds(json, expected, issues == null ? null : issues.replace("\\n", "\n"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "isFirstVisit": true                         | true  |
            "isFirstVisit": false, "is_first_visit": 1   | false |
            "is_first_visit": true                       | true  |
            "isFirstVisit": null, "is_first_visit": true | true  |
            "isFirstVisit": 1                            | true  |
            "isFirstVisit": 0                            | false |
            "isFirstVisit": "true"                       | true  |
            "isFirstVisit": "TRUE"                       | true  |
            "isFirstVisit": "t"                          | true  |
            "isFirstVisit": "Yes"                        | true  |
            "isFirstVisit": "Y"                          | true  |
            "isFirstVisit": "oN"                         | true  |
            "isFirstVisit": "1"                          | true  |
            "isFirstVisit": "False"                      | false |
            "isFirstVisit": "F"                          | false |
            "isFirstVisit": "nO"                         | false |
            "isFirstVisit": "n"                          | false |
            "isFirstVisit": "OFF"                        | false |
            "isFirstVisit": "0"                          | false |
            "isfirstvisit": true                         |       |
            # not usable
            "isFirstVisit": "", "is_first_visit": true   | true  | not_boolean: isFirstVisit = ""
            "isFirstVisit": 1.0                          |       | not_boolean: isFirstVisit = 1.0
            "isFirstVisit": -0                           |       | not_boolean: isFirstVisit = -0
            "isFirstVisit": 1e0                          |       | not_boolean: isFirstVisit = 1e0
            "isFirstVisit": 2                            |       | not_boolean: isFirstVisit = 2
            "isFirstVisit": "1.0"                        |       | not_boolean: isFirstVisit = "1.0"
            "isFirstVisit": " true"                      |       | not_boolean: isFirstVisit = " true"
            "isFirstVisit": "true\\n"                    |       | 'not_boolean: isFirstVisit = "true\n"'
            "isFirstVisit": "tru"                        |       | not_boolean: isFirstVisit = "tru"
            "isFirstVisit": "of"                         |       | not_boolean: isFirstVisit = "of"
            "isFirstVisit": "null"                       |       | not_boolean: isFirstVisit = "null"
            "isFirstVisit": {}                           |       | not_boolean: isFirstVisit = {}
            "isFirstVisit": [true]                       |       | not_boolean: isFirstVisit = […]
            # no case but ASCII's
            "isFirstVisit": "ye\\u017f"                  |       | not_boolean: isFirstVisit = "ye\u017f"
            "isFirstVisit": "fal\\u017fe"                |       | not_boolean: isFirstVisit = "fal\u017fe"
            "isFirstVisit": "\\uff11"                    |       | not_boolean: isFirstVisit = "\uff11"
            "isFirstVisit": "a", "is_first_visit": "b"   |       | not_boolean: isFirstVisit = "a" ; not_boolean: is_first_visit = "b"
            """)
    void aBooleanIsOneOfTheKnownWords(String json, @Nullable String expected, @Nullable String issues) {
        TestingColumn.named("is_first_visit").holds(json, expected, issues);
    }
}
