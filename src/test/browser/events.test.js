/** The second shop's half of the publisher: tokens, values that the events API takes, uploads. */
import assert from "node:assert/strict";
import { after, afterEach, beforeEach, describe, it, mock } from "node:test";
import { withToken } from "../../main/browser/events.js";
import { uploadImage } from "../../main/browser/uploads.js";
import { context, inChromium, receiver, shop, storedEvents, useChromium } from "./chromium.js";
import { Visitor, pass } from "./fake.js";
import { ingest } from "./stored.js";

/** What looks like a token of this user's. @param {number | undefined} exp seconds @param {string} [sub] */
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

  /** @param {import("./fake.js").Request} request */
  const tokenOf = (request) => /** @type {any} */ (request.init.headers)?.authorization;

  const sent = () => visitor.requests.map(tokenOf);

  /** Of each request the name of its token's user, and the names of its events. */
  const sentAs = () =>
    visitor.requests.map((request) => [
      tokenOf(request) ? JSON.parse(Buffer.from(tokenOf(request).split(".")[1], "base64url").toString()).sub : "guest",
      ...request.events.map((event) => event.eventName),
    ]);

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
    ["one that does not say when it expires", token(undefined)],
    ["one that expires never, as it says", token(/** @type {any} */ ("never"))],
    ["one of nobody", token(now + 3600, "")],
    ["what says nothing", `e30.${btoa("null")}.c2ln`],
  ])) {
    it(`is left out where it would cost the events: ${what}`, async () => {
      (await visitor.open()).init(withToken({ token: bad }));
      await pass(timers, 2000);
      assert.deepEqual(sent(), [undefined]);
      assert.equal(visitor.events.length, 1);
    });
  }

  it("that cannot be had leaves its user's events waiting, and makes those of that time a guest's", async () => {
    let fails = false;
    const page = (await visitor.open()).init(
      withToken({
        token: () => {
          if (fails) throw new Error("no storage");
          return token(now + 3600);
        },
      }),
    );
    fails = true;
    await pass(timers, 2000);
    assert.equal(visitor.requests.length, 0);
    page.clickstream.track("home_view");
    fails = false;
    await pass(timers, 120_000);
    assert.deepEqual(sentAs(), [
      ["u-1", "page_view"],
      ["guest", "home_view"],
    ]);
    assert.deepEqual(page.warnings, []);
  });

  it("goes along with no event that was made before its user came, nor after they went", async () => {
    let current = "";
    const page = (await visitor.open()).init(withToken({ token: () => current }));
    page.clickstream.track("login_open");
    current = token(now + 3600);
    page.clickstream.track("login_success");
    page.clickstream.track("logout");
    current = "";
    page.clickstream.track("home_view");
    await pass(timers, 5000);
    assert.deepEqual(sentAs(), [
      ["guest", "page_view", "login_open"],
      ["guest", "login_success", "logout"],
      ["guest", "home_view"],
    ]);
  });

  it("of another user goes along with none of what waited on a shared computer, and its own user's again with what is theirs", async () => {
    visitor.answer = (request) => request.answer(503);
    let current = token(now + 36_000, "u-1");
    const options = withToken({ endpoint: "https://ingest.test/events", token: () => current, pageViews: false });
    const first = (await visitor.open()).init({ ...options, userId: "u-1" });
    first.clickstream.track("add_to_cart");
    await pass(timers, 2000);
    current = "";
    first.clickstream.track("logout");
    first.close();
    current = token(now + 36_000, "u-2");
    const second = (await visitor.open()).init({ ...options, userId: "u-2" });
    second.clickstream.track("home_view");
    await pass(timers, 2000);
    second.close();
    assert.deepEqual(visitor.kept.length, 3);
    assert.ok(!JSON.stringify(visitor.localStorage).includes(current), "a token is stored nowhere");
    visitor.requests = [];
    visitor.answer = (request) => request.answer(200);
    (await visitor.open()).init(options);
    await pass(timers, 60_000);
    assert.deepEqual(sentAs().sort(), [["guest", "add_to_cart"], ["guest", "logout"], ["u-2", "home_view"]].sort());
    assert.deepEqual(
      visitor.events.map((event) => event.userId).sort(),
      ["u-1", "u-1", "u-2"],
    );
    assert.deepEqual(visitor.kept, []);
  });

  it("goes along with what its user left on the page before", async () => {
    visitor.answer = (request) => request.answer(503);
    const options = withToken({ token: () => token(Math.floor(Date.now() / 1000) + 60), pageViews: false }); // a new one each time
    const page = (await visitor.open()).init(options);
    page.clickstream.track("add_to_cart");
    await pass(timers, 2000);
    page.close();
    visitor.requests = [];
    visitor.answer = (request) => request.answer(200);
    (await visitor.open()).init(options);
    await pass(timers, 10_000);
    assert.deepEqual(sentAs(), [["u-1", "add_to_cart"]]);
  });

  it("that is not believed costs no event: they go once more, as a guest's", async () => {
    visitor.answer = (request) => request.answer(tokenOf(request) ? 401 : 200);
    const page = (await visitor.open()).init(withToken({ token: token(now + 3600) }));
    page.clickstream.track("home_view");
    await pass(timers, 2000);
    assert.deepEqual(sentAs(), [
      ["u-1", "page_view", "home_view"],
      ["guest", "page_view", "home_view"],
    ]);
    assert.deepEqual(
      visitor.requests[1].events.map((event) => event.eventId),
      visitor.requests[0].events.map((event) => event.eventId),
    );
    assert.deepEqual([visitor.kept, page.warnings], [[], []]);
  });

  it("that is not believed, by an ingest that lets no guest in either, ends the matter with one warning", async () => {
    visitor.answer = (request) => request.answer(401);
    const page = (await visitor.open()).init(withToken({ token: token(now + 3600) }));
    await pass(timers, 60_000);
    assert.deepEqual(sentAs(), [
      ["u-1", "page_view"],
      ["guest", "page_view"],
    ]);
    assert.deepEqual([visitor.kept, page.warnings.length], [[], 1]);
  });

  it("that is not believed while the server begins to fail leaves a guest's events", async () => {
    visitor.answer = (request) => request.answer(tokenOf(request) ? 401 : 503);
    (await visitor.open()).init(withToken({ token: token(now + 3600) }));
    await pass(timers, 1500);
    assert.equal(visitor.kept.length, 1);
    visitor.answer = (request) => request.answer(200);
    await pass(timers, 60_000);
    assert.deepEqual(sentAs(), [
      ["u-1", "page_view"],
      ["guest", "page_view"],
      ["guest", "page_view"],
    ]);
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

  /** How long was waited, in milliseconds. @type {number[]} */
  let waits = [];

  /** Whether waiting ends. */
  let timePasses = true;

  /** Answers in turn: a status with a body and headers, or an error that is thrown. @param {(Error | [number, unknown?, HeadersInit?])[]} answers */
  const answering = (...answers) => {
    requests = [];
    waits = [];
    timePasses = true;
    mock.restoreAll();
    mock.method(globalThis, "setTimeout", (/** @type {() => void} */ call, /** @type {number} */ ms) => {
      waits.push(ms);
      if (timePasses) queueMicrotask(call);
    });
    mock.method(globalThis, "fetch", async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
      const answer = answers[requests.push({ url, init }) - 1];
      if (answer instanceof Error) throw answer;
      return new Response(JSON.stringify(answer[1] ?? {}), { status: answer[0], headers: answer[2] });
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

  it("is put again where S3 says that another PUT is under way", async () => {
    answering([200, permit], [409], [412], [200, { url: "u" }]);
    assert.equal((await uploadImage(image, options)).url, "u");
    assert.deepEqual(
      requests.map(({ init }) => init.method),
      ["POST", "PUT", "PUT", "POST"],
    );
  });

  it("waits as long as the server wants, up to a minute", async () => {
    answering([503, {}, { "retry-after": "7" }], [429, {}, { "retry-after": new Date(Date.now() + 30_000).toUTCString() }], [200, permit], [200], [200, {}]);
    await uploadImage(image, options);
    assert.equal(waits[0], 7000);
    assert.ok(waits[1] > 27_000 && waits[1] <= 30_000, `${waits}`);
    answering([503, { code: "not_configured" }, { "retry-after": "61" }]);
    await assert.rejects(uploadImage(image, options), { step: "permit", status: 503, code: "not_configured" });
    assert.deepEqual([requests.length, waits], [1, []]);
    answering([503, {}, { "retry-after": "soon" }], [503], [503]);
    await assert.rejects(uploadImage(image, options), { step: "permit", status: 503 });
    assert.deepEqual(waits, [500, 1000]);
  });

  it("that is aborted does not wait", async () => {
    answering([503, {}, { "retry-after": "30" }]);
    timePasses = false;
    const abort = new AbortController();
    const upload = uploadImage(image, { ...options, signal: abort.signal });
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error("not wanted any more"));
    await assert.rejects(upload, /not wanted any more/);
    assert.equal(requests.length, 1);
  });

  for (const [step, answers, status] of /** @type {const} */ ([
    ["permit", [[413, { code: "upload_too_large" }]], 413],
    ["put", [[200, permit], [412]], 412],
    ["put", [[200, permit], [403]], 403],
    ["put", [[200, permit], [409], [409], [409]], 409],
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

// The ingest of stored.js knows no tokens; SecondShopTest starts one that does.
describe("in Chromium", ingest ? { skip: "an ingest without tokens" } : inChromium, () => {
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

  it("a token goes along from another origin, after one preflight", async () => {
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

  it("a token goes along when the page is left too", async () => {
    const page = await openShop();
    await track(page, "home_view");
    await page.goto("about:blank");
    const [event] = await storedEvents(1);
    assert.equal(event.eventName, "home_view");
    assert.equal(receiver.requests.at(-1)?.headers.authorization, "Bearer " + token(later));
  });
});
