/**
 * Made is stored: whatever happens to the page, the ids of the events that were made are the ids of those that are stored. Where a page cannot
 * know whether a request got there, it is sent again, with the same ids, and the test says how many copies that may make at most.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  assertMadeIsStored,
  closeTab,
  context,
  eventually,
  hurry,
  inChromium,
  keptEvents,
  openLater,
  openPage,
  runWithoutDebugger,
  pageWith,
  receiver,
  reactApp,
  shop,
  storedEvents,
  track,
  useChromium,
} from "./chromium.js";

/** @param {any[]} events @param {string} field */
const distinct = (events, field) => [...new Set(events.map((event) => event[field]))];

describe("what is made is stored", inChromium, () => {
  useChromium();

  it("on navigation", async () => {
    shop.serve("/next", pageWith("next"));
    const page = await openPage();
    await track(page, "home_view");
    await page.goto(shop.origin + "/next");
    await page.goto(shop.origin);
    assert.equal(await assertMadeIsStored(4), 0);
  });

  it("on a click on a link", async () => {
    shop.serve("/next", pageWith("next"));
    const page = await openPage(`<a href="/next">Tiếp</a>`);
    await page.click("a");
    await page.waitForURL("**/next");
    const events = await storedEvents(3);
    assert.deepEqual(
      events.map((event) => event.eventName),
      ["page_view", "click", "page_view"],
    );
    assert.equal(events[1].element.text, "Tiếp");
    assert.equal(await assertMadeIsStored(3), 0);
  });

  it("when the tab is closed", async () => {
    const page = await openPage();
    await track(page, "wishlist_toggle");
    await page.close({ runBeforeUnload: true });
    assert.equal(await assertMadeIsStored(2), 0);
  });

  it("when the tab is closed while its page is busy and hears nothing of it, by the next page", async () => {
    const page = await openPage();
    await storedEvents(1);
    await page.evaluate(() => {
      /** @type {any} */ (window).clickstream.track("add_to_cart");
      setTimeout(() => {
        for (const end = Date.now() + 5000; Date.now() < end; );
      });
    });
    await closeTab(page);
    await openLater();
    assert.equal(await assertMadeIsStored(3), 0);
  });

  it("of 40 KB twice and of 200 events, as much at once as the browser lets a page send that is left, the rest by the next page", async () => {
    const page = await openPage();
    for (const burst of [{ count: 2, bytes: 40_000 }, { count: 200, bytes: 100 }]) {
      await page.evaluate(({ count, bytes }) => {
        for (let i = 0; i < count; i++) /** @type {any} */ (window).clickstream.track("burst", { filler: "x".repeat(bytes) });
      }, burst);
      await page.goto(shop.origin);
    }
    assert.ok((await assertMadeIsStored(205)) <= 40, "copies are of what had no answer when the page was left: two batches at most");
  });

  it("on the way back and forward, which are page views though the page was only asleep", async () => {
    const noteWakes = `addEventListener("pageshow", (event) => { if (event.persisted) window.woke = true; });`;
    shop.serve("/next", pageWith("next", {}, noteWakes));
    const page = await openPage("home", {}, noteWakes);
    await track(page, "home_view");
    await page.goto(shop.origin + "/next");
    for (const go of [() => history.back(), () => history.forward()]) {
      await page.evaluate(go);
      await eventually(() => page.evaluate(() => /** @type {any} */ (window).woke).catch(() => false)); // the page slept in the back/forward cache
      await track(page, "share_click");
    }
    const views = (await storedEvents(7)).filter((event) => event.eventName == "page_view");
    assert.deepEqual(
      views.map((view) => new URL(view.pageUrl).pathname),
      ["/", "/next", "/", "/next"],
    );
    assert.equal(distinct(views, "pageViewId").length, 4);
    assert.equal(await assertMadeIsStored(7), 0);
  });

  it("when the page is loaded anew in the middle of a flush", async () => {
    const page = await openPage();
    /** @type {(value: unknown) => void} */
    let release = () => {};
    receiver.behave = () => ({ after: new Promise((resolve) => (release = resolve)) });
    await page.evaluate(() => {
      for (let i = 0; i < 30; i++) /** @type {any} */ (window).clickstream.track("product_view");
    });
    await eventually(() => receiver.requests.length == 1);
    receiver.behave = () => undefined;
    await page.reload();
    release(undefined);
    assert.ok((await assertMadeIsStored(32)) <= 20, "copies are of the one batch that was in flight");
  });

  it("from five tabs that open at once, in one session of one visitor", async () => {
    shop.serve("/", pageWith(""));
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => context.newPage()));
    await Promise.all(pages.map((page) => page.goto(shop.origin)));
    await Promise.all(pages.map((page) => track(page, "home_view")));
    await storedEvents(10);
    await eventually(async () => !(await keptEvents(pages[0])).length); // no tab is closed before it hears the answer
    await Promise.all(pages.map(closeTab));
    await openLater();
    assert.equal(await assertMadeIsStored(11), 0);
    const events = await storedEvents(11);
    assert.equal(distinct(events, "sessionId").length, 1);
    assert.equal(distinct(events, "clientId").length, 1);
    assert.deepEqual(distinct(events, "isFirstVisit"), [true]);
  });

  it("when the network was away for a while", async () => {
    const page = await openPage();
    await storedEvents(1);
    await context.setOffline(true);
    const failed = page.waitForEvent("requestfailed");
    await track(page, "add_to_cart");
    await failed;
    await eventually(async () => (await keptEvents(page)).length == 1);
    await context.setOffline(false);
    assert.ok((await assertMadeIsStored(2)) <= 1, "a copy is of the event whose answer was on its way");
    await eventually(async () => !(await keptEvents(page)).length);
  });

  it("when the tab was closed while the network was away, by the next page", async () => {
    const page = await openPage();
    await storedEvents(1);
    await context.setOffline(true);
    await track(page, "add_to_cart");
    await closeTab(page);
    await context.setOffline(false);
    await openLater();
    assert.ok((await assertMadeIsStored(3)) <= 1, "a copy is of the event whose answer was on its way");
  });

  it("when the server failed for a while, with the same ids in every attempt", async () => {
    receiver.behave = () => ({ status: 503, headers: { "retry-after": "1" } });
    const page = await openPage();
    await track(page, "add_to_cart");
    await eventually(() => receiver.requests.length == 1);
    const [refused] = receiver.requests;
    await eventually(() => receiver.requests.length == 2);
    const [, again] = receiver.requests;
    assert.ok(again.at - refused.at >= 1000, "Retry-After is obeyed");
    assert.deepEqual(
      again.events.map((event) => event.eventId),
      refused.events.map((event) => event.eventId),
    );
    receiver.behave = () => undefined;
    assert.equal(await assertMadeIsStored(2), 0);
  });

  it("when the page was left while the server failed, by the next page", async () => {
    receiver.behave = () => ({ status: 500 });
    const page = await openPage();
    await track(page, "add_to_cart");
    await eventually(async () => receiver.requests.length && (await keptEvents(page)).length == 2);
    await closeTab(page);
    receiver.behave = () => undefined;
    await openLater();
    assert.equal(await assertMadeIsStored(3), 0);
  });

  it("when the page is left while the server does not answer, by the next page", async () => {
    receiver.behave = () => ({ broken: true, after: new Promise((resolve) => setTimeout(resolve, 4000)) });
    const page = await openPage();
    await eventually(() => receiver.requests.length == 1);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await closeTab(page);
    receiver.behave = () => undefined;
    await openLater();
    assert.equal(await assertMadeIsStored(2), 0);
  });

  it("when an ad blocker that failed every request is switched off", async () => {
    let blocked = 0;
    await context.route(receiver.endpoint, (route) => (blocked++, route.abort("blockedbyclient")));
    const page = await openPage();
    await track(page, "home_view");
    await eventually(async () => blocked && (await keptEvents(page)).length == 2);
    await context.unroute(receiver.endpoint);
    await page.reload();
    assert.equal(await assertMadeIsStored(3), 0);
  });

  it("where reading window.localStorage throws", async () => {
    shop.serve("/", pageWith(`<button>Mua</button>`), { "content-security-policy": "sandbox allow-scripts" });
    const page = await context.newPage();
    /** @type {Error[]} */
    const errors = [];
    page.on("pageerror", (e) => errors.push(e));
    await hurry();
    await page.goto(shop.origin);
    assert.equal(await page.evaluate(() => window.origin), "null");
    receiver.behave = () => ({ status: 503 });
    await page.click("button");
    await eventually(() => receiver.requests.length >= 2);
    receiver.behave = () => undefined;
    const events = await storedEvents(2);
    assert.deepEqual(
      events.map((event) => event.eventName),
      ["page_view", "click"],
    );
    assert.equal(distinct(events, "clientId").length, 1);
    assert.equal(distinct(events, "sessionId").length, 1);
    assert.deepEqual(errors, []);
  });

  it("on http, where there is no randomUUID", async () => {
    shop.origin = `http://shop.test:${shop.port}`;
    const page = await openPage();
    assert.equal(await page.evaluate(() => isSecureContext || "randomUUID" in crypto), false);
    await track(page, "home_view");
    assert.equal(await assertMadeIsStored(2), 0);
    for (const event of await storedEvents(2)) {
      for (const field of ["eventId", "clientId", "sessionId", "pageViewId"]) {
        assert.match(event[field], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }
    }
  });

  it("under a strict Content-Security-Policy, by one script tag", async () => {
    shop.serve("/", `<!doctype html><script type="module" src="/clickstream.js" data-endpoint="${receiver.endpoint}"></script>`, {
      "content-security-policy": `default-src 'none'; script-src 'self'; connect-src ${new URL(receiver.endpoint).origin}; require-trusted-types-for 'script'`,
    });
    const page = await context.newPage();
    await page.goto(shop.origin);
    const [event] = await storedEvents(1);
    assert.equal(event.eventName, "page_view");
  });

  it("by a page that lives for a day", async () => {
    const page = await context.newPage();
    await page.clock.install({ time: new Date() });
    await page.addInitScript(() => void delete (/** @type {any} */ (AbortSignal).timeout)); // an answer of this world takes an hour of that one
    shop.serve("/", pageWith(`<button>Mua</button>`, {}, `setInterval(() => clickstream.track("heartbeat"), 1_800_000);`));
    await page.goto(shop.origin);
    await page.clock.runFor(2000);
    await page.mouse.move(5, 5);
    for (let half = 1; half <= 50; half++) {
      await page.clock.runFor(1_800_000);
      await page.clock.runFor(1500);
      await eventually(() => receiver.requests.length > half);
    }
    await page.clock.runFor(2_400_000);
    await page.click("button");
    await page.clock.runFor(2000);
    await assertMadeIsStored(53);
    const events = await storedEvents(53);
    const sessions = distinct(events, "sessionId");
    assert.deepEqual(
      sessions.map((id) => events.filter((event) => event.sessionId == id).length),
      [2, 48, 2, 1],
      "one of a person, two of nobody, for a session ends after a day, and one of the person who came back",
    );
  });

  it("of a page that was prerendered, once it is seen and not before", async () => {
    shop.serve("/next", pageWith("next", {}, `clickstream.track("product_view"); fetch("/started");`));
    const rules = { prerender: [{ urls: ["/next"], eagerness: "immediate" }] };
    shop.serve(
      "/",
      pageWith(
        `<a href="/next">Tiếp</a><script type="speculationrules">${JSON.stringify(rules)}</script>`,
        {},
        `fetch("/go").then(() => document.querySelector("a").click());`,
      ),
    );
    /** @type {(value: unknown) => void} */
    let go = () => {};
    shop.serve("/go", "", {}, new Promise((resolve) => (go = resolve)));
    const end = runWithoutDebugger(shop.origin);
    try {
      const started = await eventually(() => shop.requests.find((request) => request.url == "/started"));
      assert.match(`${started.headers["sec-purpose"]}`, /prerender/);
      await storedEvents(1);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.deepEqual((await receiver.stored()).map((event) => event.eventName), ["page_view"]);
      go(undefined);
      assert.deepEqual(
        (await storedEvents(4)).map((event) => [event.eventName, new URL(event.pageUrl).pathname]),
        [
          ["page_view", "/"],
          ["click", "/"],
          ["page_view", "/next"],
          ["product_view", "/next"],
        ],
      );
      assert.equal(shop.requests.filter((request) => request.url == "/next").length, 1, "what was seen is what was prerendered");
    } finally {
      await end();
    }
  });

  it("in React's StrictMode, each page view once", async () => {
    shop.serve("/app.js", await reactApp());
    shop.serve("/", `<!doctype html><meta charset="utf-8"><body><main></main><script>window.endpoint = "${receiver.endpoint}"</script><script type="module" src="/app.js"></script>`);
    const page = await context.newPage();
    await page.goto(shop.origin);
    await page.click("text=Sản phẩm");
    await page.waitForSelector("text=Áo thun");
    assert.deepEqual(
      (await storedEvents(5)).map((event) => [event.eventName, new URL(event.pageUrl).pathname, event.userId]),
      [
        ["page_view", "/", "u-1"],
        ["home_view", "/", "u-1"],
        ["click", "/", "u-1"],
        ["page_view", "/p/1", "u-1"],
        ["product_view", "/p/1", "u-1"],
      ],
    );
  });
});
