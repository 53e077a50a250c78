/** A small shop: its pages, and where it tells the publisher what happens. */
import { init } from "clickstream-browser";
import { createShop } from "clickstream-browser/shop";
import { categories, products } from "/products.js";
import { note } from "/journey.js";

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const main = find("main");

/** What this shop keeps in the visitor's browser. @param {string} name @param {any} otherwise */
const kept = (name, otherwise) => JSON.parse(localStorage.getItem(name) ?? "null") ?? otherwise;
const keep = (/** @type {string} */ name, /** @type {unknown} */ value) => localStorage.setItem(name, JSON.stringify(value));

const dong = (/** @type {number} */ amount) => new Intl.NumberFormat("vi-VN", { style: "currency", currency: "VND" }).format(amount);

// ---- The publisher, as a shop starts it: who the visitor is, is told before the first page view.

const { endpoint } = find("script[data-endpoint]").dataset;
init({ endpoint, userId: kept("user", undefined), onEvent: note });
const shop = createShop();

// ---- The cart

/** @returns {{ items: any[], total: number, currency: string }} */
const cart = () => {
  const items = Object.entries(kept("cart", {})).map(([id, quantity]) => ({ ...products.find((each) => each.id == id), quantity }));
  return { items, total: items.reduce((sum, item) => sum + (item.discountPrice ?? item.price) * item.quantity, 0), currency: "VND" };
};

/** @param {string} id @param {number} quantity */
const setQuantity = (id, quantity) => {
  const { [id]: _, ...others } = kept("cart", {});
  keep("cart", quantity ? { ...others, [id]: quantity } : others);
  showHeader();
};

// ---- Pages

const price = (/** @type {any} */ { price, discountPrice }) => (discountPrice ? `<s>${dong(price)}</s> <b>${dong(discountPrice)}</b>` : `<b>${dong(price)}</b>`);

const list = (/** @type {any[]} */ some) =>
  `<ul class="products">${some.map((each) => `<li><a href="${each.urlPath}">${each.name}</a> <span>${price(each)}</span></li>`).join("")}</ul>`;

const home = () => {
  main.innerHTML = `<h1>Hàng mới về</h1>${list(products)}`;
  shop.homeView();
};

/** @param {string} name */
const category = (name) => {
  main.innerHTML = `<h1>${name}</h1>${list(products.filter((each) => each.category == name))}`;
  shop.categoryView(name);
};

/** @param {any} product */
const product = (product) => {
  main.innerHTML = `<h1>${product.name}</h1><p>${product.category} · ${price(product)}</p>
    <p><button id="add">Thêm vào giỏ</button> <button id="wish"></button> <button id="share">Chia sẻ</button></p>`;
  shop.productView(product);
  find("#add").onclick = () => {
    shop.addToCartClick(product);
    setQuantity(product.id, (kept("cart", {})[product.id] ?? 0) + 1);
    shop.addToCart(product, cart());
  };
  const showWish = () => (find("#wish").textContent = kept("wishes", []).includes(product.id) ? "♥ Đã thích" : "♡ Yêu thích");
  showWish();
  find("#wish").onclick = () => {
    const others = kept("wishes", []).filter((/** @type {string} */ id) => id != product.id);
    const wished = others.length == kept("wishes", []).length;
    keep("wishes", wished ? [...others, product.id] : others);
    shop.wishlistToggle(product, wished);
    showWish();
  };
  find("#share").onclick = () => shop.shareClick(product, "copy_link");
};

const cartPage = () => {
  const { items, total } = cart();
  main.innerHTML = `<h1>Giỏ hàng</h1>${
    items.length
      ? `<ul class="products">${items
          .map((item) => `<li><a href="${item.urlPath}">${item.name}</a> <span>${item.quantity} × ${price(item)}</span> <button data-id="${item.id}">Xóa</button></li>`)
          .join("")}</ul><p>Tổng cộng <b>${dong(total)}</b></p><p><a href="/thanh-toan" id="checkout">Thanh toán</a></p>`
      : "<p>Chưa có gì trong giỏ.</p>"
  }`;
  for (const button of main.querySelectorAll("button")) {
    button.onclick = () => {
      shop.removeFromCartClick(/** @type {any} */ (items.find((item) => item.id == button.dataset.id)), cart());
      setQuantity(`${button.dataset.id}`, 0);
      cartPage();
    };
  }
};

const checkout = () => {
  const bought = cart();
  main.innerHTML = `<h1>Thanh toán</h1><form>
    <label>Họ tên <input name="name" required></label> <label>Điện thoại <input name="phone" type="tel" required></label>
    <label>Địa chỉ <textarea name="address" required></textarea></label>
    <p>Tổng cộng <b>${dong(bought.total)}</b></p><button>Đặt hàng</button></form>`;
  shop.checkoutStart(bought);
  /** @type {HTMLFormElement} */ (find("form")).onsubmit = (event) => {
    event.preventDefault();
    shop.checkoutComplete({ ...bought, id: "DH-" + Date.now(), paymentMethod: "cod" });
    keep("cart", {});
    main.innerHTML = `<h1>Cảm ơn bạn!</h1><p>Đơn hàng đang được chuẩn bị.</p><p><a href="/">Về trang chủ</a></p>`;
    showHeader();
  };
};

// ---- Header and login

const showHeader = () => {
  const user = kept("user", "");
  find("nav").innerHTML = Object.entries(categories)
    .map(([slug, name]) => `<a href="/danh-muc/${slug}">${name}</a>`)
    .join(" ");
  find("#cart").textContent = `Giỏ hàng (${cart().items.reduce((sum, item) => sum + item.quantity, 0)})`;
  find("#user").textContent = user && `Chào ${user}`;
  find("#login").textContent = user ? "Đăng xuất" : "Đăng nhập";
};

find("#login").onclick = () => {
  if (kept("user", "")) {
    shop.logout();
    keep("user", null);
  } else {
    shop.loginOpen();
    const user = "KH-" + Math.ceil(Math.random() * 9999); // whoever comes is let in
    keep("user", user);
    shop.loginSuccess(user);
  }
  showHeader();
};

showHeader();
const [, kind, slug = ""] = location.pathname.split("/");
const one = products.find((each) => each.urlPath == location.pathname);
if (one) product(one);
else if (kind == "danh-muc" && slug in categories) category(/** @type {any} */ (categories)[slug]);
else if (kind == "gio-hang") cartPage();
else if (kind == "thanh-toan") checkout();
else home();
