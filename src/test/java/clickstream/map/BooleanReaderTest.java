package clickstream.map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BooleanReaderTest {

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
            "isFirstVisit": {}                           |       | not_boolean: isFirstVisit = {…}
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
