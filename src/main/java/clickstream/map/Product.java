package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The product block and its columns. The second front end nests nothing: an event of its kind is its own product block.
 *
 * @param idSources of a flat event only {@code productId}, as its {@code id} may be anything's
 */
record Product(SourceObject block, Sources idSources) {

    private static final List<String> BLOCKS = List.of("product", "context_product");
    private static final String FLAT_ID = "productId";

    private static final String ID_COLUMN = "context_product_id";
    private static final Sources ID = Sources.of(ID_COLUMN, "id", "product_id", FLAT_ID);
    private static final Sources ID_OF_FLAT_EVENT = Sources.of(ID_COLUMN, FLAT_ID);
    private static final Sources NAME = Sources.of("context_product_name", "name", "product_name");
    private static final Sources CATEGORY = Sources.of("context_product_category", "category", "product_category");
    private static final Sources PRICE = Sources.of("context_product_price", "price", "product_price");
    private static final Sources DISCOUNT_PRICE =
            Sources.of("context_product_discount_price", "discountPrice", "product_discount_price");
    private static final Sources URL_PATH = Sources.of("context_product_url_path", "urlPath", "product_url_path");

    /** All names that are asked for. */
    static final List<String> NAMES = Stream.of(
                    BLOCKS,
                    ID.names(),
                    ID_OF_FLAT_EVENT.names(),
                    NAME.names(),
                    CATEGORY.names(),
                    PRICE.names(),
                    DISCOUNT_PRICE.names(),
                    URL_PATH.names())
            .flatMap(List::stream)
            .toList();

    static Product of(SourceObject event, Issues issues) {
        for (String name : BLOCKS) {
            JsonValue value = event.present(name);
            if (value instanceof JsonObject product) {
                return new Product(event.inner(name, product), ID);
            }
            if (value != null) {
                issues.add("product", IssueReason.NOT_AN_OBJECT, event, name, value);
            }
        }
        return event.present(FLAT_ID) == null
                ? new Product(SourceObject.NONE, ID)
                : new Product(event, ID_OF_FLAT_EVENT);
    }

    @Nullable
    String id(Issues issues) {
        return idSources.firstUsable(block, TextReader::read, issues);
    }

    @Nullable
    String name(Issues issues) {
        return NAME.firstUsable(block, TextReader::read, issues);
    }

    @Nullable
    String category(Issues issues) {
        return CATEGORY.firstUsable(block, TextReader::read, issues);
    }

    @Nullable
    String brand(Issues issues) {
        return Brand.of(block, issues);
    }

    @Nullable
    Long price(Issues issues) {
        return PRICE.firstUsable(block, WholeNumber::read, issues);
    }

    @Nullable
    Long discountPrice(Issues issues) {
        return DISCOUNT_PRICE.firstUsable(block, WholeNumber::read, issues);
    }

    @Nullable
    String urlPath(Issues issues) {
        return URL_PATH.firstUsable(block, TextReader::read, issues);
    }
}
