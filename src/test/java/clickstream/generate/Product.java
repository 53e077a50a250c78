package clickstream.generate;

import org.jspecify.annotations.Nullable;

/**
 * Something on sale.
 *
 * @param price in VND
 * @param discountPrice in VND; null where it is not reduced
 */
record Product(
        String id,
        String name,
        String category,
        String brand,
        long price,
        @Nullable Long discountPrice,
        String urlPath) {}
