/** The second shop's half of the publisher: tokens, values that the events API takes, uploads. */
import assert from "node:assert/strict";
import { after, afterEach, beforeEach, describe, it, mock } from "node:test";
import { withToken } from "../../main/browser/events.js";
import { uploadImage } from "../../main/browser/uploads.js";
import { context, inChromium, receiver, shop, storedEvents, useChromium } from "./chromium.js";
import { Visitor, pass } from "./fake.js";
import { ingest } from "./stored.js";

/** What looks like a token of this user's. @param {number} exp seconds @param {string} [sub] */
const token = (exp, sub = "u-1") => `e30.${Buffer.from(JSON.stringify({ exp, sub, name: "Đỗ Thị Ánh ÿÿ>>" })).toString("base64url")}.c2ln`;

describe("a token", () => {
  const { timers } = mock;
  const now = Date.parse("2026-11-20T13:05:01.123Z") / 1000;

  /** @type {Visitor} */
  let visitor;

  beforeEach(() => {
    timers.reset();
    timers.enable({ apis: ["setTimeout", "Date"], now: now * 1000 });
    visitor = new Visitor();
  });

  after(() => timers.reset());

  const sent = () => visitor.requests.map((request) => /** @type {any} */ (request.init.headers)?.authorization);

  it("goes along with each request as it is at that moment, and the visitor is a guest without one", async () => {
    /** @type {string | null} */
    let current = token(now + 3600, "u-1");
    const page = (await visitor.open()).init(withToken({ endpoint: "https://ingest.test/events", token: () => current }));
    await pass(timers, 2000);
    current = token(now + 3600, "u-2");
    page.clickstream.track("home_view");
    await pass(timers, 2000);
    current = null;
    page.clickstream.track("logout");
    await pass(timers, 2000);
    assert.deepEqual(sent(), ["Bearer " + token(now + 3600, "u-1"), "Bearer " + token(now + 3600, "u-2"), undefined]);
    assert.deepEqual(
      visitor.requests.map((request) => request.url),
      Array(3).fill("https://ingest.test/events"),
    );
    assert.ok(visitor.events.every((event) => event.clientId && event.sessionId));
  });

  for (const [what, bad] of /** @type {const} */ ([
    ["an expired one", token(now - 1)],
    ["what is none", "x"],
    ["an empty one", ""],
  ])) {
    it(`is left out where it would cost the events: ${what}`, async () => {
      (await visitor.open()).init(withToken({ token: bad }));
      await pass(timers, 2000);
      assert.deepEqual(sent(), [undefined]);
      assert.equal(visitor.events.length, 1);
    });
  }

  it("that cannot be had leaves the events waiting", async () => {
    let fails = true;
    const page = (await visitor.open()).init(
      withToken({
        token: () => {
          if (fails) throw new Error("no storage");
          return token(now + 3600);
        },
      }),
    );
    await pass(timers, 2000);
    assert.equal(visitor.requests.length, 0);
    fails = false;
    await pass(timers, 120_000);
    assert.deepEqual(sent(), ["Bearer " + token(now + 3600)]);
    assert.deepEqual(page.warnings, []);
  });

  it("does not change what is sent without one", async () => {
    (await visitor.open()).init(withToken({}));
    await pass(timers, 2000);
    assert.deepEqual(sent(), [undefined]);
  });
});

describe("an upload", () => {
  const image = new Blob(["image"], { type: "image/png" });
  const options = { endpoint: "https://ingest.test/uploads/", token: "t", productId: "p-1", key: "k" };
  const permit = { url: "https://s3.test/x", method: "PUT", headers: { "Content-Type": "image/png" }, key: "products/p-1/1.png" };

  /** @type {{ url: string, init: any }[]} */
  let requests = [];

  afterEach(() => mock.restoreAll());

  /** Answers in turn: a status with a body, or an error that is thrown. @param {(Error | [number, unknown?])[]} answers */
  const answering = (...answers) => {
    requests = [];
    mock.restoreAll();
    mock.method(globalThis, "setTimeout", (/** @type {() => void} */ call) => void queueMicrotask(call));
    mock.method(globalThis, "fetch", async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
      const answer = answers[requests.push({ url, init }) - 1];
      if (answer instanceof Error) throw answer;
      return new Response(JSON.stringify(answer[1] ?? {}), { status: answer[0] });
    });
  };

  it("asks, puts and says so", async () => {
    answering([200, permit], [200], [200, { url: "https://images.test/1.png" }]);
    assert.deepEqual(await uploadImage(image, options), { url: "https://images.test/1.png", key: permit.key });
    assert.deepEqual(
      requests.map(({ url, init }) => `${init.method} ${url} ${init.credentials}`),
      ["POST https://ingest.test/uploads omit", "PUT https://s3.test/x omit", "POST https://ingest.test/uploads/complete omit"],
    );
    assert.equal(requests[0].init.body, '{"contentType":"image/png","contentLength":5,"productId":"p-1"}');
    assert.deepEqual(requests[0].init.headers, { authorization: "Bearer t", "content-type": "application/json", "x-api-key": "k" });
    assert.deepEqual(requests[1].init.headers, permit.headers);
    assert.equal(requests[1].init.body, image);
    assert.equal(requests[2].init.body, '{"key":"products/p-1/1.png"}');
  });

  it("goes on where the network or the server failed, also where the image had arrived", async () => {
    answering([503], [200, permit], new TypeError("lost"), [412], [429], [200, { url: "u" }]);
    assert.equal((await uploadImage(image, options)).url, "u");
    assert.equal(requests.length, 6);
  });

  for (const [step, answers, status] of /** @type {const} */ ([
    ["permit", [[413, { code: "upload_too_large" }]], 413],
    ["put", [[200, permit], [412]], 412],
    ["put", [[200, permit], [403]], 403],
    ["complete", [[200, permit], [200], [409, { code: "upload_mismatch" }]], 409],
    ["complete", [[200, permit], [200], [500], [500], [500]], 500],
  ])) {
    it(`says where it failed: ${step}, ${status}`, async () => {
      answering(.../** @type {any} */ (answers));
      await assert.rejects(uploadImage(image, options), (/** @type {any} */ e) => {
        assert.deepEqual([e.name, e.step, e.status, e.code], ["UploadError", step, status, /** @type {any} */ (answers.at(-1))[1]?.code]);
        return true;
      });
    });
  }

  it("gives up where the network stays away, or its caller does not want it any more", async () => {
    answering(new TypeError("1"), new TypeError("2"), new TypeError("3"));
    await assert.rejects(uploadImage(image, options), /3/);
    answering(new TypeError("1"));
    await assert.rejects(uploadImage(image, { ...options, signal: AbortSignal.abort() }), /1/);
  });
});

describe("in Chromium", inChromium, () => {
  useChromium();

  const later = Math.floor(Date.now() / 1000) + 3600;

  /** A page of the shop that knows its user, as the modules stand in the README. */
  const openShop = async () => {
    receiver.takesTokens = true;
    const page = await context.newPage();
    shop.serve(
      "/",
      `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Trang thử</title>
      <script type="module">
        import { init } from "/events.js";
        import { track } from "/clickstream.js";
        import { createShop } from "/shop.js";
        Object.assign(window, { begin: init, track, shops: createShop });
      </script>`,
    );
    await page.goto(shop.origin);
    await page.waitForFunction(() => "begin" in window);
    const endpoint = receiver.endpoint.replace("clickstream", "events");
    await page.evaluate(
      ([endpoint, token]) => /** @type {any} */ (window).begin({ endpoint, token, pageViews: false }),
      [endpoint, token(later)],
    );
    return page;
  };

  /** @param {import("playwright-core").Page} page @param {string} name */
  const track = (page, name) => page.evaluate((name) => /** @type {any} */ (window).track(name), name);

  it("a token goes along from another origin, after one preflight", { skip: Boolean(ingest) }, async () => {
    const page = await openShop();
    await track(page, "home_view");
    await storedEvents(1);
    await track(page, "category_view");
    await storedEvents(2);
    const { origin } = shop;
    assert.notEqual(new URL(receiver.endpoint).origin, origin);
    assert.deepEqual(
      receiver.requests.map(({ method, url, headers }) => `${method} ${url} ${headers.authorization ?? ""}`),
      ["OPTIONS /events ", ...Array(2).fill(`POST /events Bearer ${token(later)}`)],
    );
  });

  it("a product has the kinds of values that the events API takes", async () => {
    const page = await openShop();
    await page.evaluate(() => {
      for (const productFields of ["nested", "flat"]) {
        const shop = /** @type {any} */ (window).shops({ productFields });
        shop.productView({ id: 7, name: "Áo thun", price: "199000", discountPrice: " 19.90 " });
        shop.productView({ name: "Áo thun", price: "1,299.00", discountPrice: "9007199254740993" });
        shop.productView({ id: null, price: "", discountPrice: null });
      }
    });
    const events = await storedEvents(6);
    const blocks = [
      { id: "7", name: "Áo thun", price: 199000, discountPrice: 19.9 },
      { name: "Áo thun", price: "1,299.00", discountPrice: "9007199254740993" },
      { price: "", discountPrice: null },
    ];
    assert.deepEqual(
      events.slice(0, 3).map((event) => event.product),
      blocks,
    );
    assert.deepEqual(
      events.slice(3).map(({ productId, name, price, discountPrice }) => [productId, name, price, discountPrice]),
      blocks.map(({ id, name, price, discountPrice }) => [id, name, price, discountPrice]),
    );
  });

  it("a token goes along when the page is left too", { skip: Boolean(ingest) }, async () => {
    const page = await openShop();
    await track(page, "home_view");
    await page.goto("about:blank");
    const [event] = await storedEvents(1);
    assert.equal(event.eventName, "home_view");
    assert.equal(receiver.requests.at(-1)?.headers.authorization, "Bearer " + token(later));
  });
});
