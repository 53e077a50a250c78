/** What the shop sells. Prices are in đồng. */
export const categories = { "ao": "Áo", "quan": "Quần", "phu-kien": "Phụ kiện" };

/** @param {string} id @param {string} slug @param {string} name @param {keyof categories} category @param {number} price @param {number} [discountPrice] */
const product = (id, slug, name, category, price, discountPrice) => ({
  id,
  name,
  category: categories[category],
  brand: "Mây",
  price,
  discountPrice,
  urlPath: "/san-pham/" + slug,
});

export const products = [
  product("MAY-001", "ao-thun-co-tron", "Áo thun cổ tròn", "ao", 199_000, 149_000),
  product("MAY-002", "ao-so-mi-lua", "Áo sơ mi lụa", "ao", 459_000),
  product("MAY-003", "quan-jean-ong-rong", "Quần jean ống rộng", "quan", 529_000, 449_000),
  product("MAY-004", "quan-dui-kaki", "Quần đùi kaki", "quan", 259_000),
  product("MAY-005", "non-la-theu-hoa", "Nón lá thêu hoa", "phu-kien", 129_000),
  product("MAY-006", "khan-lua-ha-dong", "Khăn lụa Hà Đông", "phu-kien", 349_000, 299_000),
];
