/**
 * The domain events of a shop, typed. Each is made by {@link track} of the core, with the fields that the loader reads.
 *
 * @module clickstream-browser/shop
 */
import { identify, page, track } from "./clickstream.js";

/**
 * @typedef {import("./clickstream.js").Props} Props
 *
 * @typedef {object} Product
 * @property {string | number} [id] the product block needs it where it is flat
 * @property {string} [name]
 * @property {string} [category]
 * @property {string | { name?: string, title?: string }} [brand]
 * @property {number | string | null} [price] a whole number of the currency's smallest unit in use, such as 199000 for 199.000 ₫
 * @property {number | string | null} [discountPrice]
 * @property {string} [urlPath]
 *
 * @typedef {Product & { quantity: number }} CartItem
 *
 * @typedef {object} Cart
 * @property {CartItem[]} items
 * @property {number} [total]
 * @property {string} [currency] ISO 4217
 *
 * @typedef {Cart & { id: string | number, couponCode?: string, shippingFee?: number, paymentMethod?: string }} Order
 *
 * @typedef {object} ShopOptions
 * @property {"nested" | "flat"} [productFields] where a product's fields stand: in `product`, or, flat, in the event itself, its id as productId
 */

/**
 * A number where this is the text of one, which the events API would refuse, and no digit is lost by it; else what it is.
 *
 * @param {number | string | null} [price]
 */
const asNumber = (price) => {
  const digits = typeof price == "string" && price.trim().replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return digits && "" + +digits == digits ? +digits : price;
};

/** The text of an id, for the events API refuses a number. @param {string | number | null} [id] */
const asText = (id) => (id == null ? undefined : "" + id);

/**
 * A product with the fields that are sent and no others: a shop's own objects hold much more.
 *
 * @param {Product} product
 * @returns {Product}
 */
const sent = ({ id, name, category, brand, price, discountPrice, urlPath }) => ({
  ...{ id: asText(id), name, category, brand },
  ...{ price: asNumber(price), discountPrice: asNumber(discountPrice), urlPath },
});

/** @param {Cart} cart */
const sentCart = ({ items, total, currency }) => ({
  items: items.map((item) => ({ ...sent(item), quantity: item.quantity })),
  total,
  currency,
});

/**
 * An order without what a shop's own object may hold beside: names, addresses, telephone numbers.
 *
 * @param {Order} order
 */
const sentOrder = ({ id, couponCode, shippingFee, paymentMethod, ...cart }) => ({
  id,
  ...sentCart(cart),
  couponCode,
  shippingFee,
  paymentMethod,
});

/**
 * The helpers. Each takes fields of the caller's own as its last argument.
 *
 * @param {ShopOptions} [options]
 */
export const createShop = ({ productFields = "nested" } = {}) => {
  /** @param {Product} product */
  const productProps = (product) => {
    const { id, ...rest } = sent(product);
    return productFields == "flat" ? { productId: id, ...rest } : { product: { id, ...rest } };
  };

  /** @param {string} eventName */
  const plain =
    (eventName) =>
    /** @param {Props} [props] */
    (props) =>
      track(eventName, props);

  /** @param {string} eventName */
  const ofProduct =
    (eventName) =>
    /** @param {Product} product @param {Props} [props] */
    (product, props) =>
      track(eventName, { ...productProps(product), ...props });

  /** @param {string} eventName */
  const ofProductInCart =
    (eventName) =>
    /** @param {Product} product @param {Cart} [cart] what is in it afterwards @param {Props} [props] */
    (product, cart, props) =>
      track(eventName, { ...productProps(product), cart: cart && sentCart(cart), ...props });

  return {
    /** `page_view`, unless this URL was counted already: only where the core does not count page views itself. */
    pageView: page,

    /**
     * `click`, for what the core does not see, such as a canvas.
     *
     * @param {Partial<import("./clickstream.js").ClickedElement>} element
     * @param {Props} [props]
     */
    click: (element, props) => track("click", { element, ...props }),

    homeView: plain("home_view"),

    /**
     * `category_view`: a product block with nothing but the category, nested in any shop: a flat one without an id is none to the loader.
     *
     * @param {string} category
     * @param {Props} [props]
     */
    categoryView: (category, props) => track("category_view", { product: { category }, ...props }),

    productView: ofProduct("product_view"),

    /** The button was pressed; {@link addToCart} says that the product is in the cart. */
    addToCartClick: ofProduct("add_to_cart_click"),

    addToCart: ofProductInCart("add_to_cart"),

    removeFromCartClick: ofProductInCart("remove_from_cart_click"),

    /**
     * @param {Product} product
     * @param {boolean} wishlisted whether the product is on the list afterwards
     * @param {Props} [props]
     */
    wishlistToggle: (product, wishlisted, props) => track("wishlist_toggle", { ...productProps(product), wishlisted, ...props }),

    /**
     * @param {Product} product
     * @param {string} [channel] such as `facebook`, `zalo` or `copy_link`
     * @param {Props} [props]
     */
    shareClick: (product, channel, props) => track("share_click", { ...productProps(product), channel, ...props }),

    loginOpen: plain("login_open"),

    /**
     * The visitor is this user from here on, this event included.
     *
     * @param {string} userId
     * @param {Props} [props]
     */
    loginSuccess: (userId, props) => {
      identify(userId, "logged_in");
      track("login_success", props);
    },

    /** The last event of this user: the visitor is anonymous from here on. @param {Props} [props] */
    logout: (props) => {
      track("logout", props);
      identify(null);
    },

    /** @param {Cart} cart @param {Props} [props] */
    checkoutStart: (cart, props) => track("checkout_start", { cart: sentCart(cart), ...props }),

    /** @param {Order} order @param {Props} [props] */
    checkoutComplete: (order, props) => track("checkout_complete", { order: sentOrder(order), ...props }),
  };
};
