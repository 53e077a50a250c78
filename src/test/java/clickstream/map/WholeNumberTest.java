package clickstream.map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WholeNumberTest {

    private static final TestingColumn PRICE = TestingColumn.named("context_product_price");
    private static final String MEMBERS = "\"product\": {\"price\": %s}";

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            199000                     | 199000
            "199000"                   | 199000
            57990000                   | 57990000
            1200.0                     | 1200
            1.2e3                      | 1200
            1.2E+3                     | 1200
            12000e-1                   | 1200
            "1200.000"                 | 1200
            "1.2e3"                    | 1200
            -5                         | -5
            "-5"                       | -5
            " 199000 "                 | 199000
            "\\t199000\\n\\u2003"      | 199000
            0                          | 0
            -0                         | 0
            0.0                        | 0
            0e5                        | 0
            0e999999999                | 0
            0e99999999999999999999     | 0
            -0.000e-99999999999999999  | 0
            10                         | 10
            100e-2                     | 1
            0.5e1                      | 5
            0.001e3                    | 1
            9007199254740993           | 9007199254740993
            9223372036854775807        | 9223372036854775807
            -9223372036854775808       | -9223372036854775808
            9223372036854775807.000    | 9223372036854775807
            922337203685477580700e-2   | 9223372036854775807
            9.223372036854775807e18    | 9223372036854775807
            1e18                       | 1000000000000000000
            """)
    void anIntegralValueInTheRangeOfBigintIsExact(String json, String expected) {
        PRICE.holds(MEMBERS.formatted(json), expected, "");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            19.99                      | not_integral
            "19.99"                    | not_integral
            -0.5                       | not_integral
            1e-1                       | not_integral
            1e-999999999               | not_integral
            1e-99999999999999999999    | not_integral
            # asked first
            99999999999999999999.5     | not_integral
            9223372036854775807.5      | not_integral
            -9223372036854775808.1     | not_integral
            9223372036854775808        | out_of_range
            -9223372036854775809       | out_of_range
            "9223372036854775808"      | out_of_range
            9999999999999999999        | out_of_range
            10000000000000000000       | out_of_range
            18446744073709551616       | out_of_range
            1e19                       | out_of_range
            1e400                      | out_of_range
            1e200000                   | out_of_range
            -1e999999999               | out_of_range
            1e99999999999999999999     | out_of_range
            "1e2147483648"             | out_of_range
            1.5e4294967296             | out_of_range
            # no JSON number
            ""                         | not_a_number
            " "                        | not_a_number
            "1,299.00"                 | not_a_number
            "1 299"                    | not_a_number
            "190.000 ₫"                | not_a_number
            "+5"                       | not_a_number
            "--5"                      | not_a_number
            "-"                        | not_a_number
            "- 5"                      | not_a_number
            "05"                       | not_a_number
            "-05"                      | not_a_number
            "00"                       | not_a_number
            ".5"                       | not_a_number
            "5."                       | not_a_number
            "5.e1"                     | not_a_number
            "5e"                       | not_a_number
            "5e+"                      | not_a_number
            "5e1.0"                    | not_a_number
            "e5"                       | not_a_number
            "0x10"                     | not_a_number
            "5L"                       | not_a_number
            "5d"                       | not_a_number
            "1_000"                    | not_a_number
            "NaN"                      | not_a_number
            "Infinity"                 | not_a_number
            "free"                     | not_a_number
            "١٢"                       | not_a_number
            "１２"                     | not_a_number
            "5 5"                      | not_a_number
            "\u00a05"                  | not_a_number
            true                       | not_a_number
            """)
    void anythingElseIsAbsent(String json, String reason) {
        PRICE.holds(MEMBERS.formatted(json), null, "%s: product.price = %s".formatted(reason, json));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "price": 19.99, "product_price": 20    | 20 | not_integral: product.price = 19.99
            "price": "x", "product_price": 1e99    |    | not_a_number: product.price = "x" ; out_of_range: product.product_price = 1e99
            "price": 0, "product_price": 20        | 0  |
            "price": {}                            |    | not_a_number: product.price = {…}
            "price": []                            |    | not_a_number: product.price = […]
            "price": "5\\u0000"                    |    | not_a_number: product.price = "5\uFFFD"
            """)
    void theNextSourceIsAskedWhereOneIsNotUsable(String json, @Nullable String expected, @Nullable String issues) {
        PRICE.holds("\"product\": {%s}".formatted(json), expected, issues);
    }
}
