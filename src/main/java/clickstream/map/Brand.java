package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code context_product_brand}: text, or an object that has the text as its {@code name} or {@code title}. */
final class Brand {

    private static final String COLUMN = "context_product_brand";
    private static final List<String> OF_PRODUCT = List.of("brand", "brandName", "product_brand");
    private static final Sources OF_OBJECT = Sources.of(COLUMN, "name", "title");

    /** All names that are asked for. */
    static final List<String> NAMES =
            Stream.of(OF_PRODUCT, OF_OBJECT.names()).flatMap(List::stream).toList();

    private Brand() {}

    static @Nullable String of(SourceObject product, Issues issues) {
        for (String name : OF_PRODUCT) {
            String brand = product.present(name) instanceof JsonObject object
                    ? ofObject(product, name, object, issues)
                    : product.read(COLUMN, name, TextReader::read, issues);
            if (brand != null) {
                return brand;
            }
        }
        return null;
    }

    /** An object without a usable text is one issue, however many unusable ones it has. */
    private static @Nullable String ofObject(SourceObject product, String name, JsonObject object, Issues issues) {
        Issues inside = new Issues();
        String brand = OF_OBJECT.firstUsable(product.inner(name, object), TextReader::read, inside);
        if (brand == null) {
            issues.add(COLUMN, IssueReason.NOT_SCALAR, product, name, object);
        } else {
            issues.addAll(inside);
        }
        return brand;
    }
}
