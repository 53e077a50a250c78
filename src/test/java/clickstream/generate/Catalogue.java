package clickstream.generate;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What the shop sells: the same for every seed. */
final class Catalogue {

    private record Shelf(String category, List<String> brands, List<String> models, long cheapest, long dearest) {}

    private static final List<Shelf> SHELVES = List.of(
            new Shelf(
                    "Điện thoại",
                    List.of("Samsung", "Xiaomi", "OPPO", "vivo", "Apple"),
                    List.of("Điện thoại %s Pro 5G 256GB", "Điện thoại %s Lite 8GB/128GB", "Điện thoại gập %s 512GB"),
                    2_990_000,
                    46_990_000),
            new Shelf(
                    "Máy tính xách tay",
                    List.of("ASUS", "Acer", "Dell", "Lenovo", "HP"),
                    List.of(
                            "Laptop %s văn phòng 14 inch Core i5",
                            "Laptop %s chơi game 16 inch RTX", "Laptop %s mỏng nhẹ 13 inch"),
                    9_990_000,
                    57_990_000),
            new Shelf(
                    "Tủ lạnh",
                    List.of("Toshiba", "Panasonic", "Aqua", "Hitachi"),
                    List.of("Tủ lạnh %s Inverter 253 lít", "Tủ lạnh %s nhiều cửa 511 lít", "Tủ lạnh mini %s 90 lít"),
                    2_690_000,
                    38_490_000),
            new Shelf(
                    "Máy giặt",
                    List.of("LG", "Electrolux", "Samsung", "Toshiba"),
                    List.of(
                            "Máy giặt %s cửa trước 10 kg",
                            "Máy giặt sấy %s 11 kg/7 kg", "Máy giặt %s lồng đứng 8.5 kg"),
                    3_990_000,
                    29_990_000),
            new Shelf(
                    "Tivi",
                    List.of("Sony", "TCL", "LG", "Samsung"),
                    List.of("Google Tivi %s 4K 55 inch", "Tivi OLED %s 65 inch", "Smart Tivi %s 43 inch"),
                    4_990_000,
                    54_900_000),
            new Shelf(
                    "Đồ gia dụng",
                    List.of("Sunhouse", "Kangaroo", "Philips", "Bluestone"),
                    List.of("Nồi cơm điện %s 1.8 lít", "Nồi chiên không dầu %s 6.2 lít", "Ấm siêu tốc %s 1.7 lít"),
                    390_000,
                    3_590_000),
            new Shelf(
                    "Phụ kiện",
                    List.of("Anker", "Baseus", "Ugreen", "JBL"),
                    List.of("Tai nghe không dây %s", "Sạc dự phòng %s 20.000 mAh", "Cáp sạc nhanh %s \"Type-C\" 1 m"),
                    190_000,
                    2_490_000));

    private static final List<Product> PRODUCTS = stock();

    private Catalogue() {}

    static Product any(Random random) {
        return PRODUCTS.get(random.nextInt(PRODUCTS.size()));
    }

    /** As a path of the shop's site: without diacritics, with hyphens. */
    static String slug(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT).replace('đ', 'd'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }

    private static List<Product> stock() {
        Random random = new Random(20261120);
        List<Product> products = new ArrayList<>();
        for (Shelf shelf : SHELVES) {
            for (String brand : shelf.brands) {
                for (String model : shelf.models) {
                    String id = Integer.toString(100_000 + products.size() * 37);
                    String name = model.formatted(brand);
                    long price = random.nextLong(shelf.cheapest, shelf.dearest + 1) / 10_000 * 10_000;
                    Long discountPrice = random.nextInt(3) == 0
                            ? null
                            : Long.valueOf(
                                    Math.max(190_000, price * (80 + random.nextInt(16)) / 100 / 10_000 * 10_000));
                    products.add(new Product(
                            id,
                            name,
                            shelf.category,
                            brand,
                            price,
                            discountPrice,
                            "/" + slug(shelf.category) + "/" + slug(name) + "-p" + id));
                }
            }
        }
        return List.copyOf(products);
    }
}
