package clickstream.map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProductTest {

    @ParameterizedTest(name = "{0}: {1} > {2}")
    @CsvSource({
        "context_product_id,             id,            product_id",
        "context_product_id,             product_id,    productId",
        "context_product_name,           name,          product_name",
        "context_product_category,       category,      product_category",
        "context_product_brand,          brand,         brandName",
        "context_product_brand,          brandName,     product_brand",
        "context_product_price,          price,         product_price",
        "context_product_discount_price, discountPrice, product_discount_price",
        "context_product_url_path,       urlPath,       product_url_path"
    })
    void theFirstUsableSourceInTheBlockCounts(String column, String first, String second) {
        TestingColumn tested = TestingColumn.named(column);
        String reason = column.endsWith("price") ? "not_a_number" : "not_scalar";
        tested.holds("\"product\": {\"%s\": 1, \"%s\": 2}".formatted(second, first), "2", "");
        tested.holds("\"product\": {\"%s\": 1}".formatted(second), "1", "");
        tested.holds("\"product\": {\"%s\": null, \"%s\": 2}".formatted(first, second), "2", "");
        tested.holds(
                "\"product\": {\"%s\": [], \"%s\": 2}".formatted(first, second),
                "2",
                "%s: product.%s = […]".formatted(reason, first));
        tested.holds("\"context_product\": {\"%s\": 2}".formatted(first), "2", "");
        tested.holds(
                "\"context_product\": {\"%s\": {}}".formatted(first),
                null,
                "%s: context_product.%s = {…}".formatted(reason, first));
        tested.holds("\"%s\": 1, \"product\": {}".formatted(first), null, "");
    }

    @ParameterizedTest(name = "{0}: {1} > {2}")
    @CsvSource({
        "context_product_name,           name,          product_name",
        "context_product_category,       category,      product_category",
        "context_product_brand,          brand,         brandName",
        "context_product_brand,          brandName,     product_brand",
        "context_product_price,          price,         product_price",
        "context_product_discount_price, discountPrice, product_discount_price",
        "context_product_url_path,       urlPath,       product_url_path"
    })
    void aFlatEventIsItsOwnBlock(String column, String first, String second) {
        TestingColumn tested = TestingColumn.named(column);
        tested.holds("\"productId\": \"p\", \"%s\": 1, \"%s\": 2".formatted(second, first), "2", "");
        tested.holds("\"productId\": \"p\", \"%s\": 1".formatted(second), "1", "");
        tested.holds("\"productId\": null, \"%s\": 1".formatted(first), null, "");
        tested.holds("\"%s\": 1".formatted(first), null, "");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "product": {"id": "a"}, "context_product": {"id": "b"}, "productId": "c" | a  |
            "product": null, "context_product": {"id": "b"}, "productId": "c"        | b  |
            "product": {}, "context_product": {"id": "b"}, "productId": "c"          |    |
            "product": [], "context_product": {"id": "b"}                            | b  | product not_an_object: product = […]
            "product": "p", "context_product": 7, "productId": "c"                   | c  | product not_an_object: product = "p" ; product not_an_object: context_product = 7
            "product": "p"                                                           |    | product not_an_object: product = "p"
            "product": true, "productId": "c"                                        | c  | product not_an_object: product = true
            "product": {"product_id": 5}                                             | 5  |
            "product": {"productId": 5}                                              | 5  |
            "product": {"id": "", "productId": 5}                                    | '' |
            "Product": {"id": "a"}                                                   |    |
            # of a flat event only productId
            "productId": "c", "id": "x", "product_id": "y"                           | c  |
            "productId": 7                                                           | 7  |
            "productId": ""                                                          | '' |
            "productId": {"a": 1}, "id": "x", "product_id": "y"                      |    | not_scalar: productId = {…}
            "productId": null, "id": "x"                                             |    |
            "product_id": "y"                                                        |    |
            "id": "x"                                                                |    |
            """)
    void theProductIdIsOfTheFirstBlockThatIsAnObject(String json, @Nullable String expected, @Nullable String issues) {
        TestingColumn.named("context_product_id").holds(json, expected, issues);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "product": {"brand": "Vinamilk"}                                           | Vinamilk |
            "product": {"brand": ""}                                                   | ''       |
            "product": {"brand": {"name": "a", "title": "b"}}                          | a        |
            "product": {"brand": {"title": "b"}}                                       | b        |
            "product": {"brand": {"name": null, "title": "b"}}                         | b        |
            "product": {"brand": {"name": 3}}                                          | 3        |
            "product": {"brand": {"name": ""}, "brandName": "c"}                       | ''       |
            "product": {"brandName": {"title": "b"}}                                   | b        |
            "product": {"product_brand": {"name": "b"}}                                | b        |
            "productId": 1, "brand": {"name": "b"}                                     | b        |
            "product": {"brand": {"name": {"x": 1}, "title": "b"}}                     | b        | not_scalar: product.brand.name = {…}
            "product": {"brand": {"name": "a\\u0000"}}                                 | a\uFFFD  | unstorable_character: product.brand.name = "a\uFFFD"
            "product": {"brand": {"name": [], "title": "\\u0000"}}                     | \uFFFD   | not_scalar: product.brand.name = […] ; unstorable_character: product.brand.title = "\uFFFD"
            # an object without a usable name or title is one issue
            "product": {"brand": {}}                                                   |          | not_scalar: product.brand = {…}
            "product": {"brand": {"id": 7}, "brandName": "c"}                          | c        | not_scalar: product.brand = {…}
            "product": {"brand": {"name": [], "title": {}}, "brandName": "c"}          | c        | not_scalar: product.brand = {…}
            "product": {"brand": {"name": {"name": "a"}}}                              |          | not_scalar: product.brand = {…}
            "product": {"brand": {"name": null}, "brandName": [], "product_brand": {}} |          | not_scalar: product.brand = {…} ; not_scalar: product.brandName = […] ; not_scalar: product.product_brand = {…}
            "productId": 1, "brand": {}                                                |          | not_scalar: brand = {…}
            "product": {"brand": ["a"], "product_brand": "c"}                          | c        | not_scalar: product.brand = […]
            """)
    void aBrandMayBeAnObjectWithANameOrTitle(String json, @Nullable String expected, @Nullable String issues) {
        TestingColumn.named("context_product_brand").holds(json, expected, issues);
    }
}
