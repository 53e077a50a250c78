package clickstream.map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventNameTest {

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
            "eventName": " \\t\\n\\u2003"                | unknown      | 'no_event_name: eventName = " \t\n\u2003"'
            "eventName": "", "event_name": "b"           | b            | no_event_name: eventName = ""
            "eventName": {"a": 1}, "event_name": "b"     | b            | no_event_name: eventName = {…}
            "eventName": [], "event_name": " "           | unknown      | no_event_name: eventName = […] ; no_event_name: event_name = " "
            "event_name": {}                             | unknown      | no_event_name: event_name = {…}
            # blank is what Java calls so: a no-break space is not
            "eventName": "\\u00a0"                       | '\u00a0'     |
            """)
    void anEventNameIsNotBlank(String json, String expected, @Nullable String issues) {
        TestingColumn.named("event_name").holds(json, expected, issues);
    }
}
