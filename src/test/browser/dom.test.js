/** The publisher and a document: page views, clicks, what is never sent, and what a page gets to feel of it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { context, eventually, hurry, inChromium, keptEvents, openPage, pageWith, receiver, shop, storedEvents, track, useChromium } from "./chromium.js";

/** The events that were made in a page. @param {import("playwright-core").Page} page @param {string} [name] @returns {Promise<any[]>} */
const eventsOf = async (page, name) => {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 350)));
  const events = await page.evaluate(() => /** @type {any} */ (window).events);
  return events.filter((/** @type {any} */ event) => !name || event.eventName == name);
};

/** @param {import("playwright-core").Page} page @param {string} visibility */
const setVisibility = (page, visibility) =>
  page.evaluate((visibility) => {
    Object.defineProperty(document, "visibilityState", { value: visibility, configurable: true });
    Object.defineProperty(document, "hidden", { value: visibility != "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, visibility);

/**
 * Runs in the page: builds pages of nested elements with text, of which some is private, and clicks on every element.
 *
 * @param {{ pages: number, seed: number }} options
 */
function generatePagesAndClick({ pages, seed }) {
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const one = (/** @type {string[]} */ list) => list[Math.floor(random() * list.length)];
  let count = 0;
  let clicks = 0;
  let secrets = 0;
  /** @type {string[]} */
  const said = [];
  const word = (/** @type {boolean} */ secret) => {
    const text = (secret ? "secret" : "word") + one(["", "đ", "😀"]) + "q" + ++count + "z";
    if (secret) secrets++;
    else said.push(text);
    return text;
  };
  /** @param {number} depth @param {boolean} secret @returns {Element} */
  const element = (depth, secret) => {
    const tag = one(["div", "span", "a", "button", "label", "p", "x-box", "input", "textarea", "select", "summary"]);
    const node = document.createElement(tag);
    if (/input|textarea|select/.test(tag)) {
      if (tag == "select") {
        node.append(new Option(word(true), word(true), true, true));
      } else if (tag == "textarea") {
        node.append(word(true));
        /** @type {HTMLTextAreaElement} */ (node).value = word(true);
      } else {
        node.setAttribute("type", one(["text", "email", "password", "search", "tel", "submit", "button", "hidden"]));
        node.setAttribute("value", word(true));
        /** @type {HTMLInputElement} */ (node).value = word(true);
      }
      node.setAttribute("placeholder", word(true));
      node.setAttribute("aria-label", word(true));
      return node;
    }
    const island = secret && random() < 0.1; // what is not editable in what is, as a mention in a comment
    if (island) node.setAttribute("contenteditable", "false");
    else if (random() < 0.12) {
      const [name, value] = one(["contenteditable=", "contenteditable=true", "contenteditable=plaintext-only", "data-clickstream-mask=", "data-clickstream-mask=true"]).split("=");
      node.setAttribute(name, value);
      secret = true;
    }
    if (random() < 0.3) node.setAttribute("role", one(["button", "link", "tab", "menuitem"]));
    if (random() < 0.3) node.setAttribute("aria-label", word(secret));
    if (random() < 0.2) node.id = word(secret);
    if (random() < 0.2) node.dataset.note = word(secret);
    const shadow = tag == "x-box" && random() < 0.7 ? node.attachShadow({ mode: "open" }) : undefined;
    for (let i = 0; i < 1 + random() * 3; i++) {
      const place = shadow && random() < 0.7 ? shadow : node;
      place.append(depth > 0 && random() < 0.6 ? element(depth - 1, secret) : word(secret));
    }
    shadow?.append(document.createElement("slot"));
    return node;
  };
  /** @param {ParentNode} root */
  const clickAll = (root) => {
    for (const node of root.querySelectorAll("*")) {
      node.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true }));
      clicks++;
      if (node.shadowRoot) clickAll(node.shadowRoot);
    }
  };
  addEventListener("click", (event) => event.preventDefault());
  for (let i = 0; i < pages; i++) {
    document.body.replaceChildren(element(4, false), element(4, false));
    clickAll(document.body);
  }
  document.body.replaceChildren();
  return { secrets, said, clicks };
}

describe("in Chromium,", inChromium, () => {
  useChromium();

  describe("a page view", () => {
    it("is a change of URL, by whatever call, not a call", async () => {
      const page = await openPage();
      await page.evaluate(async () => {
        const original = history.pushState;
        history.pushState = function (...args) {
          return original.apply(this, args); // as a router that wraps it too
        };
        history.replaceState({ scroll: 10 }, "", location.href); // as Vue's router before each push
        history.pushState({}, "", "/c/ao-thun");
        history.replaceState({ key: 1 }, "", "/c/ao-thun"); // as Next's after each
        history.pushState({}, "", "/c/ao-thun");
        history.replaceState({}, "", "/c/ao-thun?page=2");
        location.hash = "reviews";
        history.back();
        await new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
        history.go(-2);
        await new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
        history.pushState({}, "", "/p/1");
        location.hash = "#/cart"; // a router that lives in the hash
        /** @type {any} */ (window).clickstream.page();
        /** @type {any} */ (window).clickstream.identify("u-1");
      });
      const views = await eventsOf(page);
      const path = (/** @type {string} */ url) => url.replace(shop.origin, "");
      assert.deepEqual(
        views.map((view) => [view.eventName, path(view.pageUrl), path(view.referrer)]),
        [
          ["page_view", "/", ""],
          ["page_view", "/c/ao-thun", "/"],
          ["page_view", "/c/ao-thun?page=2", "/c/ao-thun"],
          ["page_view", "/", "/c/ao-thun?page=2"],
          ["page_view", "/p/1", "/"],
          ["page_view", "/p/1#/cart", "/p/1"],
        ],
      );
      assert.equal(new Set(views.map((view) => view.pageViewId)).size, 6);
    });

    it("waits until a tab that was opened in the background is seen", async () => {
      await context.addInitScript(() => {
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
      });
      const page = await openPage("", {}, `clickstream.track("home_view");`);
      assert.deepEqual(
        (await eventsOf(page)).map((event) => event.eventName),
        ["home_view"],
      );
      await setVisibility(page, "visible");
      const [early, view] = await eventsOf(page);
      assert.equal(view.eventName, "page_view");
      assert.equal(view.pageViewId, early.pageViewId);
      await setVisibility(page, "hidden");
      await setVisibility(page, "visible");
      assert.equal((await eventsOf(page)).length, 2);
    });

    it("is the caller's with pageViews false, and once for a URL", async () => {
      const page = await openPage("", { pageViews: false }, `history.pushState({}, "", "/2"); clickstream.page(); clickstream.page({ list: "search" });`);
      assert.deepEqual(
        (await eventsOf(page)).map((event) => new URL(event.pageUrl).pathname),
        ["/2"],
      );
    });
  });

  describe("a click", () => {
    it("is of the closest interactive element, as it is named, in light and shadow trees", async () => {
      const page = await openPage(
        `<a id="buy" role="button" href="#" data-sku="A-1" data-secret="no"><svg width="20" height="20"><path d="M0 0h20v20z"/></svg> Mua <b>ngay</b>
           <script>"code"</script></a>
         <p>nothing</p><button aria-label="Đóng">  </button><x-card></x-card>`,
        { dataAttributes: ["sku", "list"] },
        `const root = document.querySelector("x-card").attachShadow({ mode: "open" });
         root.innerHTML = "<button id=inner><i>Yêu thích</i></button>";
         document.querySelector("a").addEventListener("click", (event) => { event.stopImmediatePropagation(); event.currentTarget.textContent = "later"; });`,
      );
      await page.click("svg");
      await page.click("p");
      await page.click("[aria-label]");
      await page.click("x-card i");
      assert.deepEqual(
        (await eventsOf(page, "click")).map((event) => event.element),
        [
          { tag: "a", id: "buy", role: "button", text: "Mua ngay", dataset: { sku: "A-1" } },
          { tag: "button", id: null, role: null, text: "Đóng", dataset: {} },
          { tag: "button", id: "inner", role: null, text: "Yêu thích", dataset: {} },
        ],
      );
    });

    it("is ignored below what says so", async () => {
      const page = await openPage(
        ["data-clickstream-ignore", 'data-clickstream-ignore=""', "global-clickstream-ignore-click", 'global-clickstream-ignore-click="true"']
          .map((attribute) => `<div ${attribute}><p><button class="no">Bỏ qua</button></p></div>`)
          .join("") + `<div global-clickstream-ignore-click="false"><button class="yes">Mua</button></div>`,
      );
      for (const button of await page.$$("button")) await button.click();
      assert.deepEqual(
        (await eventsOf(page, "click")).map((event) => event.element.text),
        ["Mua"],
      );
    });

    it("has text without mail addresses and long numbers, of at most 100 code points, none of them cut", async () => {
      const cases = [
        ["Gửi tới lan.nguyen+shop@example.com ngay", "Gửi tới *** ngay"],
        ["Gọi 0901 234 567", "Gọi ***"],
        ["Thẻ 4111-1111-1111-1111 hết hạn", "Thẻ *** hết hạn"],
        ["٠١٢٣٤٥٦٧٨٩", "***"],
        ["Mua 57.990.000₫", "Mua 57.990.000₫"],
        ["😀".repeat(150), "😀".repeat(100)],
        ["x" + "😀".repeat(150), "x" + "😀".repeat(99)],
        [" ".repeat(3000) + "a  \n b", "a b"],
        ["a ".repeat(495) + "lan.nguyen@example.com", "a ".repeat(50)],
        [`<i>lan</i>@<b>example.com</b> <span>0901</span><span>234567</span>`, "*** ***"],
        ["x".repeat(2_000_000), null],
      ];
      const page = await openPage(cases.map(([html]) => `<button>${html}</button>`).join("<br>"));
      await page.evaluate(() => document.querySelectorAll("button").forEach((button) => button.click()));
      const clicks = await eventsOf(page, "click");
      assert.deepEqual(
        clicks.map((event) => event.element.text),
        cases.map(([, text]) => text),
      );
    });

    it("never carries what is in inputs, textareas, selects, contenteditable or what is masked: on pages of every make", async () => {
      const page = await openPage("", { dataAttributes: ["note"], endpoint: "" }); // onEvent is given what would be sent
      const { secrets, said, clicks } = await page.evaluate(generatePagesAndClick, { pages: 300, seed: 20261126 });
      const text = JSON.stringify(await eventsOf(page));
      assert.ok(secrets > 5000 && clicks > 5000, `${secrets} secrets, ${clicks} clicks`);
      assert.deepEqual((text.match(/secret[^"]{0,9}/g) ?? []).slice(0, 5), []);
      assert.ok(said.some((word) => text.includes(word)), "what is not private is sent");
      assert.ok(/"tag":"input"/.test(text) && /"tag":"select"/.test(text), "that an input was clicked is sent");
    });

    it("has no text where all of the page is edited", async () => {
      const page = await openPage(`<button id="b">secret</button>`, {}, `document.designMode = "on";`);
      await page.evaluate(() => document.querySelector("button")?.click());
      assert.deepEqual(
        (await eventsOf(page, "click")).map((event) => event.element),
        [{ tag: "button", id: null, role: null, text: null, dataset: {} }],
      );
    });
  });

  describe("the page", () => {
    it("is measured by one script tag, with options in data attributes", async () => {
      const tag = `<script type="module" src="${shop.origin}/clickstream.js" data-endpoint="${receiver.endpoint}" data-key="k-1" data-session-scope="tab" data-clicks="false"></script>`;
      shop.serve("/", `<!doctype html>${tag}<button>Mua</button><script type="module">import { track } from "${shop.origin}/clickstream.js"; track("home_view");</script>`);
      const page = await context.newPage();
      await page.goto(`http://shop.test:${shop.port}`);
      await page.click("button");
      const events = await storedEvents(2);
      assert.deepEqual(
        events.map((event) => event.eventName),
        ["page_view", "home_view"],
      );
      assert.equal(receiver.requests[0].url, "/clickstream?key=k-1");
      assert.ok(await page.evaluate(() => sessionStorage.sbw_clickstream_session));
    });

    it("has the domain events of both shops, with products nested or flat", async () => {
      const product = { id: "p-1", name: "Áo thun", category: "Áo", brand: "Coolmate", price: 199000, discountPrice: 149000, urlPath: "/p/1", stock: 7 };
      const page = await openPage("", {}, `window.shops = (await import("/shop.js")).createShop;`);
      await page.waitForFunction(() => "shops" in window);
      await page.evaluate((product) => {
        for (const productFields of ["nested", "flat"]) {
          const shop = /** @type {any} */ (window).shops({ productFields });
          const cart = { items: [{ ...product, quantity: 2 }], total: 398000, currency: "VND" };
          shop.pageView();
          shop.click({ tag: "canvas", text: "Mua" });
          shop.homeView();
          shop.categoryView("Áo");
          shop.productView(product, { list: "search" });
          shop.addToCartClick(product);
          shop.addToCart(product, cart);
          shop.removeFromCartClick(product);
          shop.wishlistToggle(product, true);
          shop.shareClick(product, "zalo");
          shop.loginOpen();
          shop.loginSuccess("u-1");
          shop.logout();
          shop.checkoutStart(cart);
          shop.checkoutComplete({ ...cart, id: "o-1", paymentMethod: "cod", address: "1 Lê Lợi", phone: "0901234567" });
        }
      }, product);
      const [view, ...events] = await eventsOf(page);
      assert.equal(view.eventName, "page_view");
      const names = ["click", "home_view", "category_view", "product_view", "add_to_cart_click", "add_to_cart", "remove_from_cart_click"];
      names.push("wishlist_toggle", "share_click", "login_open", "login_success", "logout", "checkout_start", "checkout_complete");
      assert.deepEqual(
        events.map((event) => event.eventName),
        [...names, ...names],
      );
      const { stock, ...sent } = product;
      const { id, ...fields } = sent;
      const standard = Object.keys(view);
      const own = (/** @type {any} */ event) => Object.fromEntries(Object.entries(event).filter(([name]) => !standard.includes(name)));
      const item = { ...sent, quantity: 2 };
      for (const [of, block] of /** @type {const} */ ([
        [events.slice(0, 14), { product: sent }],
        [events.slice(14), { productId: id, ...fields }],
      ])) {
        assert.deepEqual(of.map(own), [
          { element: { tag: "canvas", text: "Mua" } },
          {},
          { product: { category: "Áo" } }, // without an id there is no flat product
          { ...block, list: "search" },
          block,
          { ...block, cart: { items: [item], total: 398000, currency: "VND" } },
          block,
          { ...block, wishlisted: true },
          { ...block, channel: "zalo" },
          {},
          {},
          {},
          { cart: { items: [item], total: 398000, currency: "VND" } },
          { order: { items: [item], total: 398000, currency: "VND", id: "o-1", paymentMethod: "cod" } },
        ]);
        assert.deepEqual(
          of.slice(9, 13).map((event) => event.userId),
          [null, "u-1", "u-1", null],
        );
      }
    });

    it("sends text, without cookies, in lines that are events", async () => {
      await context.addCookies([{ name: "login", value: "secret", url: shop.origin }]);
      const page = await openPage();
      await track(page, "home_view", { product: { name: "Áo thun" } });
      await storedEvents(2);
      const [{ method, headers, body, events }] = receiver.requests;
      assert.equal(method, "POST");
      assert.match(`${headers["content-type"]}`, /^text\/plain/);
      assert.equal(headers.cookie, undefined);
      assert.equal(body.split("\n").length, 2);
      assert.equal(events[1].product.name, "Áo thun");
    });

    it("works on behind an ad blocker, with bounded storage and without an error of ours", async () => {
      await hurry();
      await context.route(receiver.endpoint, (route) => route.abort("blockedbyclient"));
      const page = await context.newPage();
      /** @type {Error[]} */
      const errors = [];
      page.on("pageerror", (e) => errors.push(e));
      shop.serve("/", pageWith(""));
      await page.goto(shop.origin);
      await page.evaluate(async () => {
        for (let round = 0; round < 8; round++) {
          for (let i = 0; i < 50; i++) /** @type {any} */ (window).clickstream.track("product_view", { text: "đ".repeat(1000) });
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
        localStorage.cart = "x".repeat(4_000_000); // the shop's own
      });
      await eventually(async () => (await keptEvents(page)).length > 50);
      const bytes = await page.evaluate(() =>
        Object.entries(localStorage).reduce((sum, [key, value]) => sum + (key.startsWith("sbw_") ? new Blob([key, value]).size : 0), 0),
      );
      assert.ok(bytes <= 262_144 + 500, `${bytes} bytes`);
      assert.ok((await keptEvents(page)).length <= 200);
      assert.deepEqual(errors, []);
    });

    it("hears nothing of a fetch or a storage that others have broken", async () => {
      const page = await context.newPage();
      /** @type {Error[]} */
      const errors = [];
      page.on("pageerror", (e) => errors.push(e));
      await context.addInitScript(() => {
        window.fetch = () => {
          throw new Error("broken by the page");
        };
        Storage.prototype.setItem = () => {
          throw new Error("broken by the page");
        };
      });
      shop.serve("/", pageWith("<button>Mua</button>"));
      await page.goto(shop.origin);
      await page.click("button");
      await page.evaluate(() => /** @type {any} */ (window).clickstream.flush());
      await page.goto(shop.origin);
      assert.deepEqual(errors, []);
    });

    it("leaves what another tab left unsent, and what two tabs take at once arrives, most of it once", async () => {
      shop.serve("/blank", "<!doctype html>");
      shop.serve("/", pageWith("", { pageViews: false }));
      const blank = await context.newPage();
      await blank.goto(shop.origin + "/blank");
      const ids = await blank.evaluate(() => {
        const ids = Array.from({ length: 50 }, () => "" + crypto.randomUUID());
        localStorage.sbw_clickstream_queue_gone = ["0", ...ids.map((eventId) => JSON.stringify({ eventName: "kept", eventId, eventTimestamp: "2026" }))].join("\n");
        return ids;
      });
      await Promise.all([1, 2].map(async () => (await context.newPage()).goto(shop.origin)));
      const stored = await storedEvents(50);
      assert.deepEqual(new Set(stored.map((event) => event.eventId)), new Set(ids));
      assert.ok(stored.length < 75, `${stored.length} events`);
      await eventually(async () => !(await keptEvents(blank)).length);
    });
  });
});
