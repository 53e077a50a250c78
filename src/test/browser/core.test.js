/** The publisher where no document matters: ids, sessions, batches, the queue that is kept, consent. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { beforeEach, describe, it, mock } from "node:test";
import { Visitor, pass as passWith, settled } from "./fake.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const { timers } = mock;

/** @param {number} ms */
const pass = (ms) => passWith(timers, ms);

/** @type {Visitor} */
let visitor;

beforeEach(() => {
  timers.reset();
  timers.enable({ apis: ["setTimeout", "Date"], now: Date.parse("2026-11-20T13:05:01.123Z") });
  visitor = new Visitor();
});

/** @param {any[]} events @param {string} field */
const distinct = (events, field) => [...new Set(events.map((event) => event[field]))];

/** An event of about this many bytes. @param {number} bytes */
const filler = (bytes) => ({ filler: "x".repeat(bytes - 500) });

describe("an event", () => {
  it("has the fields of the contract, in an order that reads well, and the caller's own", async () => {
    const page = await visitor.open();
    page.document.referrer = "https://search.test/";
    page.init().clickstream.track("product_view", { product: { id: "p-1", name: "Áo thun" }, eventId: "not this", eventName: undefined });
    await pass(2000);
    const [view, event] = visitor.events;
    assert.deepEqual(Object.keys(event), [
      ...["eventName", "eventId", "pageUrl", "referrer", "userId", "userLoginState", "clientId", "sessionId", "isFirstVisit"],
      ...["eventTimestamp", "seq", "pageViewId", "sdk", "product", "sentAt"],
    ]);
    assert.equal(event.eventName, "product_view");
    assert.equal(event.pageUrl, "https://shop.test/");
    assert.equal(event.referrer, "https://search.test/");
    assert.equal(event.userId, null);
    assert.equal(event.userLoginState, "anonymous");
    assert.equal(event.isFirstVisit, true);
    assert.equal(event.eventTimestamp, "2026-11-20T13:05:01.123Z");
    assert.equal(event.sentAt, "2026-11-20T13:05:02.623Z");
    assert.deepEqual([view.seq, event.seq], [1, 2]);
    assert.equal(event.pageViewId, view.pageViewId);
    assert.match(event.eventId, UUID);
    assert.match(event.pageViewId, UUID);
    assert.deepEqual(event.product, { id: "p-1", name: "Áo thun" });
  });

  for (const [where, crypto] of /** @type {const} */ ([
    ["with randomUUID", globalThis.crypto],
    ["with getRandomValues only", { getRandomValues: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => globalThis.crypto.getRandomValues(bytes) }],
    ["without crypto", undefined],
  ])) {
    it(`has ids of version 4 ${where}`, async () => {
      const page = await visitor.open({ crypto, Math });
      page.init();
      for (let i = 0; i < 500; i++) page.clickstream.track("home_view");
      await pass(30_000);
      const ids = visitor.events.flatMap(({ eventId, clientId, sessionId }) => [eventId, clientId, sessionId]);
      assert.equal(new Set(ids).size, 503);
      for (const id of ids) assert.match(id, UUID);
    });
  }

  it("is as it was when it was tracked, whatever becomes of the objects in it", async () => {
    const page = (await visitor.open()).init();
    const product = { id: "p-1" };
    page.clickstream.track("product_view", { product });
    product.id = "p-2";
    await pass(2000);
    assert.equal(visitor.events[1].product.id, "p-1");
  });

  it("is given to onEvent as it is sent", async () => {
    /** @type {string[]} */
    const given = [];
    const page = (await visitor.open()).init({ onEvent: (event) => void given.push(JSON.stringify(event)) });
    page.clickstream.track("home_view", { note: "\ud83d\ude00" });
    await pass(2000);
    assert.deepEqual(
      visitor.events.map(({ sentAt, ...event }) => JSON.stringify(event)),
      given,
    );
  });

  it("costs nothing but itself when it cannot be written, and nothing is thrown into the page", async () => {
    const page = (await visitor.open()).init({
      onEvent: () => {
        throw new Error("a fault of the page's");
      },
    });
    const cycle = /** @type {any} */ ({});
    cycle.cycle = cycle;
    page.clickstream.track("home_view", cycle);
    page.clickstream.track("home_view", { price: 1n });
    page.clickstream.track("home_view", {
      get price() {
        throw new Error("a fault of the page's");
      },
    });
    page.clickstream.track(/** @type {any} */ (undefined), /** @type {any} */ (7));
    page.clickstream.track("category_view");
    await pass(2000);
    assert.deepEqual(
      visitor.events.map((event) => event.eventName),
      ["page_view", undefined, "category_view"],
    );
    assert.equal(page.warnings.length, 1);
  });

  it("carries what cleanUrl makes of addresses", async () => {
    const page = await visitor.open();
    page.location.href = "https://shop.test/reset?token=secret";
    page.init({ cleanUrl: (url) => url.replace(/\?.*/, "") });
    await pass(2000);
    assert.equal(visitor.events[0].pageUrl, "https://shop.test/reset");
  });
});

describe("the client", () => {
  it("is the one that the predecessor stored, and then this is no first visit", async () => {
    visitor.localStorage.sbw_clickstream_client_id = "visitor-1";
    (await visitor.open()).init();
    await pass(2000);
    assert.equal(visitor.events[0].clientId, "visitor-1");
    assert.equal(visitor.events[0].isFirstVisit, false);
  });

  it("is in its first visit for the whole of its first session, and no longer", async () => {
    const page = (await visitor.open()).init();
    await pass(2000);
    page.leave();
    (await visitor.open()).init();
    await pass(HOUR);
    const later = (await visitor.open()).init();
    await pass(2000);
    assert.deepEqual(
      visitor.events.map((event) => event.isFirstVisit),
      [true, true, false],
    );
    assert.equal(distinct(visitor.events, "clientId").length, 1);
    assert.deepEqual(later.warnings, []);
  });

  it("is held in memory for the page where storage cannot be read, is null, or is full", async () => {
    for (const storage of [
      Object.defineProperty({}, "localStorage", {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      }),
      { localStorage: null },
      {
        localStorage: {
          getItem: () => null,
          removeItem() {},
          setItem() {
            throw new DOMException("full", "QuotaExceededError");
          },
        },
      },
    ]) {
      visitor = new Visitor();
      const page = await visitor.open();
      Object.defineProperties(page.globals, Object.getOwnPropertyDescriptors(storage));
      page.init().clickstream.track("home_view");
      await pass(2000);
      page.clickstream.track("category_view");
      await pass(2000);
      assert.equal(visitor.events.length, 3);
      assert.match(visitor.events[0].clientId, UUID);
      assert.equal(distinct(visitor.events, "clientId").length, 1);
      assert.equal(distinct(visitor.events, "sessionId").length, 1);
    }
  });
});

describe("a session", () => {
  /** @param {import("./fake.js").Page} page */
  const sessionNow = async (page) => {
    page.clickstream.track("probe");
    await pass(2000);
    return visitor.events.at(-1).sessionId;
  };

  it("is shared by tabs, and each keeps it alive for the others", async () => {
    const one = (await visitor.open()).init();
    await pass(2000);
    const two = (await visitor.open()).init();
    const first = await sessionNow(one);
    for (let i = 0; i < 4; i++) {
      await pass(20 * MINUTE);
      two.act();
    }
    assert.equal(await sessionNow(one), first);
    assert.equal(await sessionNow(two), first);
  });

  it("is one for tabs that open at once, each of which writes its own", async () => {
    const behind = new Visitor();
    const pages = await Promise.all([visitor, behind].map((one) => one.open()));
    behind.requests = visitor.requests;
    for (const page of pages) page.init();
    Object.assign(visitor.localStorage, behind.localStorage); // what the second tab wrote while it did not see the first's
    Object.assign(behind.localStorage, visitor.localStorage);
    await pass(2000);
    assert.equal(visitor.events.length, 2);
    assert.equal(distinct(visitor.events, "sessionId").length, 1);
    assert.equal(distinct(visitor.events, "clientId").length, 1);
  });

  it("ends 30 minutes after a person's last act", async () => {
    const page = (await visitor.open()).init();
    const first = await sessionNow(page);
    await pass(29 * MINUTE);
    page.act();
    await pass(29 * MINUTE);
    assert.equal(await sessionNow(page), first);
    await pass(MINUTE);
    page.act();
    assert.notEqual(await sessionNow(page), first);
  });

  it("is not kept alive by a page that tracks by itself, nor by acts of scripts, and a page without a person has one session a day", async () => {
    const page = (await visitor.open()).init();
    const first = await sessionNow(page);
    for (let i = 0; i < 3 * 60; i++) {
      await pass(MINUTE - 2000);
      page.window.dispatchEvent(new Event("pointerdown"));
      await sessionNow(page);
    }
    const sessions = distinct(visitor.events, "sessionId");
    assert.equal(sessions.length, 2);
    const ofFirst = visitor.events.filter((event) => event.sessionId == first).map((event) => Date.parse(event.eventTimestamp));
    assert.ok(Math.max(...ofFirst) - Math.min(...ofFirst) <= 30 * MINUTE);
    page.act();
    assert.ok(!sessions.includes(await sessionNow(page)), "a person who comes back has a session of their own");
  });

  it("ends after 24 hours though somebody acts all the time", async () => {
    const page = (await visitor.open()).init();
    const first = await sessionNow(page);
    const start = Date.now();
    while (Date.now() - start < 25 * HOUR) {
      timers.tick(10 * MINUTE);
      page.act();
    }
    await sessionNow(page);
    assert.equal(distinct(visitor.events, "sessionId").length, 2);
    assert.equal(visitor.localStorage.sbw_clickstream_session.split(" ").length, 4);
    assert.notEqual(await sessionNow(page), first);
  });

  it("does not live longer because a page loads itself anew", async () => {
    let page = (await visitor.open()).init();
    const first = await sessionNow(page);
    for (let i = 0; i < 8; i++) {
      await pass(5 * MINUTE);
      page = (await visitor.open({ performance: { getEntriesByType: () => [{ type: "reload" }] } })).init();
    }
    assert.notEqual(await sessionNow(page), first);
  });

  it("is the tab's own with sessionScope tab", async () => {
    const one = (await visitor.open()).init({ sessionScope: "tab" });
    const two = (await visitor.open()).init({ sessionScope: "tab" });
    await pass(2000);
    assert.notEqual(await sessionNow(one), await sessionNow(two));
    assert.equal(distinct(visitor.events, "clientId").length, 1);
    assert.equal(visitor.localStorage.sbw_clickstream_session, undefined);
  });

  it("does not hang where the clock is set back", async () => {
    const page = (await visitor.open()).init();
    visitor.localStorage.sbw_clickstream_session = `s-1 ${Date.now() + HOUR} ${Date.now()} `;
    page.clickstream.track("home_view");
    await pass(2000);
    assert.equal(visitor.events.length, 2);
  });
});

describe("sending", () => {
  it("is of text, without credentials, with keepalive, each line an event", async () => {
    (await visitor.open()).init({ key: "a key" }).clickstream.track("home_view");
    await pass(2000);
    const [{ init, url }] = visitor.requests;
    assert.equal(url, "https://ingest.test/clickstream?key=a%20key");
    assert.deepEqual([init.method, init.keepalive, init.credentials, init.headers], ["POST", true, "omit", undefined]);
    assert.equal(typeof init.body, "string");
    assert.equal(String(init.body).split("\n").length, 2);
  });

  it("waits for a second, 20 events or 60 KiB, whichever is first", async () => {
    const page = (await visitor.open()).init();
    await pass(2000);
    visitor.requests = [];
    page.clickstream.track("home_view");
    await pass(500);
    assert.equal(visitor.requests.length, 0);
    await pass(500);
    assert.equal(visitor.requests.length, 1);
    for (let i = 0; i < 20; i++) page.clickstream.track("home_view");
    assert.equal(visitor.requests[1].events.length, 20);
    await settled();
    for (let i = 0; i < 4; i++) page.clickstream.track("home_view", filler(16_000));
    assert.equal(visitor.requests[2].events.length, 3);
    assert.ok(visitor.requests[2].bytes <= 61_440);
  });

  it("is of events of one owner a request, whose mark stays here", async () => {
    let owner = "";
    const page = (await visitor.open()).init({
      owner: () => owner,
      headers: (owner) => (owner ? { authorization: owner } : undefined),
      onEvent: (event) => assert.ok(!JSON.stringify(event).includes("o1x")),
    });
    for (owner of ["", "o1x", "o1x", "o2x", "o1x"]) page.clickstream.track("home_view", { for: owner.slice(0, 2) });
    page.close();
    await settled();
    assert.deepEqual(
      visitor.requests.map((request) => [/** @type {any} */ (request.init.headers)?.authorization, ...request.events.map((event) => event.for)]),
      [
        [undefined, undefined, ""],
        ["o1x", "o1", "o1"],
        ["o2x", "o2"],
        ["o1x", "o1"],
      ],
    );
    assert.ok(visitor.requests.every((request) => !/o.x/.test(String(request.init.body))));
  });

  it("has a request in flight at a time while the page is there", async () => {
    visitor.answer = undefined;
    const page = (await visitor.open()).init();
    await pass(1000);
    for (let i = 0; i < 60; i++) page.clickstream.track("home_view");
    await pass(5000);
    assert.equal(visitor.requests.length, 1);
    visitor.answer = (request) => request.answer(200);
    await visitor.requests[0].answer(200);
    await pass(5000);
    assert.equal(visitor.events.length, 61);
    assert.equal(new Set(visitor.events.map((event) => event.eventId)).size, 61);
    assert.deepEqual(
      visitor.requests.map((request) => request.events.length),
      [20, 20, 20, 1],
    );
  });

  it("has never more than 65,536 bytes in flight: of two of 40 KB one waits", async () => {
    visitor.answer = undefined;
    const page = (await visitor.open()).init();
    await pass(2000);
    await visitor.requests[0].answer(200);
    page.clickstream.track("one", filler(40_000));
    page.clickstream.track("two", filler(40_000));
    page.leave();
    page.closed = true;
    assert.deepEqual(
      visitor.requests.slice(1).map((request) => request.events.map((event) => event.eventName)),
      [["one"]],
    );
    assert.deepEqual(
      visitor.kept.map((event) => event.eventName),
      ["two"],
    );
    await visitor.requests[1].answer(200); // the page may still hear it
    visitor.answer = (request) => request.answer(200);
    (await visitor.open()).init();
    await pass(3000);
    assert.ok(visitor.events.some((event) => event.eventName == "two"));
    assert.deepEqual(visitor.kept, []);
  });

  it("counts all that is in flight when the page is left in a burst", async () => {
    visitor.answer = undefined;
    const page = (await visitor.open()).init();
    await pass(1000);
    for (let i = 0; i < 250; i++) page.clickstream.track("home_view");
    page.leave();
    assert.ok(visitor.requests.reduce((sum, request) => sum + request.bytes, 0) <= 65_536);
    const ids = [...visitor.events, ...visitor.kept].map((event) => event.eventId);
    assert.equal(new Set(ids).size, 251);
    assert.equal(ids.length, 251);
  });

  it("goes on in batches after a visit to another tab", async () => {
    const page = (await visitor.open()).init();
    await pass(2000);
    page.hide();
    page.clickstream.track("in_background");
    assert.equal(visitor.requests.length, 2, "what is made in the background is sent at once: the page may never wake");
    page.show();
    visitor.requests = [];
    for (let i = 0; i < 5; i++) page.clickstream.track("home_view");
    assert.equal(visitor.requests.length, 0);
    await pass(1000);
    assert.deepEqual(
      visitor.requests.map((request) => request.events.length),
      [5],
    );
  });

  it("is at once after pagehide, which comes while the page still is visible", async () => {
    const page = (await visitor.open()).init();
    await pass(2000);
    page.clickstream.track("before");
    page.dispatch("pagehide");
    assert.equal(visitor.events.at(-1).eventName, "before");
    page.clickstream.track("last");
    assert.equal(visitor.events.at(-1).eventName, "last");
    page.dispatch("pageshow", { persisted: true });
    page.clickstream.track("back");
    assert.equal(visitor.events.at(-1).eventName, "last");
    await pass(2000);
    assert.equal(visitor.events.at(-1).eventName, "back");
  });

  it("is by a beacon of text where keepalive is missing, on leaving only, and what it does not take is kept", async () => {
    const page = await visitor.open({ Request: class {} });
    /** @type {unknown[]} */
    const beacons = [];
    page.navigator.sendBeacon = (/** @type {string} */ _, /** @type {unknown} */ body) => beacons.push(body) == 1;
    page.init();
    await pass(2000);
    assert.equal(visitor.requests.length, 1);
    page.clickstream.track("one");
    page.leave();
    page.clickstream.track("two");
    await settled();
    assert.equal(beacons.length, 2);
    assert.equal(typeof beacons[0], "string");
    assert.deepEqual(
      visitor.kept.map((event) => event.eventName),
      ["two"],
    );
  });

  it("happens now with flush, whose promise waits for the answer and is never broken", async () => {
    visitor.answer = (request) => request.fail();
    const page = (await visitor.open()).init();
    await pass(500);
    const flushed = page.clickstream.flush();
    assert.equal(visitor.requests.length, 1);
    await flushed;
    assert.equal(visitor.kept.length, 1);
  });

  it("does not happen without an endpoint, and all else does", async () => {
    /** @type {string[]} */
    const names = [];
    const page = (await visitor.open()).init({ endpoint: undefined, onEvent: (event) => void names.push(event.eventName) });
    page.clickstream.track("home_view");
    await pass(5000);
    page.leave();
    assert.deepEqual(names, ["page_view", "home_view"]);
    assert.equal(visitor.requests.length, 0);
    assert.deepEqual(visitor.kept, []);
    assert.equal(page.warnings.length, 1);
  });
});

describe("a failure", () => {
  for (const status of [408, 429, 500, 503]) {
    it(`${status} is tried again with the same ids`, async () => {
      const page = (await visitor.open()).init();
      visitor.answer = (request) => request.answer(status);
      await pass(2000);
      assert.equal(visitor.kept.length, 1);
      visitor.answer = (request) => request.answer(200);
      await pass(5000);
      assert.deepEqual(visitor.kept, []);
      assert.equal(distinct(visitor.events, "eventId").length, 1);
      assert.deepEqual(page.warnings, []);
    });
  }

  it("backs off by full jitter, up to five minutes", async () => {
    visitor.answer = (request) => request.fail();
    const page = await visitor.open();
    page.init();
    await pass(HOUR);
    const gaps = visitor.requests.map((_, i) => Date.parse(visitor.requests[i].events[0].sentAt) - Date.parse(visitor.requests[i - 1]?.events[0].sentAt)).slice(1);
    assert.deepEqual(
      gaps.slice(0, 9).map((gap) => Math.round(gap / 1000)),
      [1, 2, 4, 8, 16, 32, 64, 128, 150],
    );
    assert.ok(Math.max(...gaps) <= 300_000);
    page.globals.Math.random = () => 0.01;
    await pass(3 * MINUTE);
    const before = visitor.requests.length;
    await pass(MINUTE);
    assert.ok(visitor.requests.length > before + 5, "the wait is anything from 0 on");
  });

  for (const [form, header] of /** @type {const} */ ([
    ["seconds", () => "90"],
    ["a date", () => new Date(Date.now() + 90_000).toUTCString()],
  ])) {
    it(`obeys Retry-After in ${form}, though the network comes back before`, async () => {
      visitor.answer = (request) => request.answer(429, {}, { "retry-after": header() });
      const page = (await visitor.open()).init();
      await pass(2000);
      visitor.answer = (request) => request.answer(200);
      page.dispatch("online");
      page.clickstream.track("home_view");
      await pass(86_000);
      assert.equal(visitor.requests.length, 1);
      await pass(6000);
      assert.deepEqual(
        visitor.requests[1].events.map((event) => event.eventName),
        ["page_view", "home_view"],
      );
    });
  }

  for (const [which, isHidden] of /** @type {const} */ ([
    ["is seen", false],
    ["is in the background", true],
  ])) {
    it(`obeys Retry-After on the next page too, where a page that ${which} is left`, async () => {
      visitor.answer = (request) => request.answer(429, {}, { "retry-after": "60" });
      const page = (await visitor.open()).init();
      await pass(2000);
      if (isHidden) {
        page.hide();
        page.dispatch("pagehide");
        page.closed = true;
      } else page.close();
      visitor.answer = (request) => request.answer(200);
      (await visitor.open()).init({ pageViews: false });
      await pass(50_000);
      assert.equal(visitor.requests.length, 1);
      await pass(15_000);
      assert.equal(visitor.requests.length, 2);
    });
  }

  it("of 413 halves the batch once, and drops what is still too large, so that it blocks nothing", async () => {
    const page = (await visitor.open()).init();
    await pass(2000);
    visitor.requests = [];
    visitor.answer = (request) => request.answer(request.events.length > 10 ? 413 : 200);
    for (let i = 0; i < 20; i++) page.clickstream.track("home_view");
    await pass(2000);
    assert.deepEqual(
      visitor.requests.map((request) => request.events.length),
      [20, 10, 10],
    );
    visitor.requests = [];
    visitor.answer = (request) => request.answer(request.events.some((event) => event.large) ? 413 : 200);
    for (let i = 0; i < 20; i++) page.clickstream.track("home_view", { large: i == 0 });
    await pass(2000);
    assert.deepEqual(
      visitor.requests.map((request) => request.events.length),
      [20, 10, 10],
    );
    page.clickstream.track("next");
    await pass(2000);
    assert.equal(visitor.events.at(-1).eventName, "next");
    assert.deepEqual(visitor.kept, []);
    assert.equal(page.warnings.length, 1);
  });

  it("of one event over 60 KiB is that event's alone", async () => {
    const page = (await visitor.open()).init();
    page.clickstream.track("huge", filler(62_500));
    page.clickstream.track("home_view");
    await pass(2000);
    assert.deepEqual(
      visitor.events.map((event) => event.eventName),
      ["page_view", "home_view"],
    );
    assert.equal(page.warnings.length, 1);
  });

  it("of another status is final, and warned of once", async () => {
    for (const status of [400, 401, 403, 404, 415]) {
      visitor = new Visitor();
      visitor.answer = (request) => request.answer(status);
      const page = (await visitor.open()).init();
      await pass(2000);
      page.clickstream.track("home_view");
      await pass(HOUR / 4);
      assert.equal(visitor.requests.length, 2);
      assert.deepEqual(visitor.kept, []);
      assert.equal(page.warnings.length, 1);
    }
  });

  it("of some events in a batch that was taken is final for them, by index, and warned of once", async () => {
    visitor.answer = (request) => request.answer(200, { success: true, accepted: 1, rejected: [{ index: 0, code: "too_deep" }] });
    const page = (await visitor.open()).init();
    page.clickstream.track("home_view");
    await pass(MINUTE);
    assert.equal(visitor.requests.length, 1);
    assert.deepEqual(visitor.kept, []);
    assert.equal(page.warnings.length, 1);
  });

  it("of a server that never answers ends after 30 seconds", async () => {
    const page = await visitor.open({ AbortSignal });
    visitor.answer = undefined;
    page.init();
    await pass(2000);
    assert.ok(visitor.requests[0].init.signal instanceof AbortSignal);
  });
});

describe("what is kept", () => {
  it("is 200 events and 256 KiB at most, the newest, in all tabs together", async () => {
    visitor.answer = (request) => request.fail();
    const pages = [(await visitor.open()).init(), (await visitor.open()).init()];
    for (let i = 0; i < 300; i++) {
      pages[i % 2].clickstream.track("home_view", { i });
      if (i % 50 == 0) await pass(2000);
    }
    await pass(HOUR / 2);
    assert.ok(visitor.kept.length <= 200, `${visitor.kept.length} events`);
    assert.ok(visitor.kept.some((event) => event.i == 299));
    for (let i = 0; i < 300; i++) pages[i % 2].clickstream.track("home_view", filler(5000));
    await pass(HOUR / 2);
    const bytes = Object.keys(visitor.localStorage).reduce((sum, key) => sum + Buffer.byteLength(visitor.localStorage[key]), 0);
    assert.ok(bytes <= 262_144 + 1000, `${bytes} bytes`);
    assert.ok(bytes > 200_000, `${bytes} bytes`);
  });

  it("leaves the page's own data alone where storage is full already", async () => {
    visitor.localStorage.page = "x".repeat(5_242_000);
    visitor.answer = (request) => request.fail();
    const page = (await visitor.open()).init();
    for (let i = 0; i < 30; i++) page.clickstream.track("home_view");
    await pass(5000);
    visitor.answer = (request) => request.answer(200);
    await pass(MINUTE);
    assert.equal(visitor.localStorage.page.length, 5_242_000);
    assert.equal(distinct(visitor.events, "eventId").length, 31);
  });

  it("is also the first batch of what was never sent, for a tab may end without a word", async () => {
    const page = (await visitor.open()).init();
    await pass(2000);
    visitor.answer = undefined;
    page.clickstream.track("home_view");
    assert.equal(visitor.kept.length, 1);
    await pass(1000);
    for (let i = 0; i < 60; i++) page.clickstream.track("add_to_cart", { i });
    assert.deepEqual(
      visitor.kept.map((event) => event.i),
      Array.from({ length: 20 }, (_, i) => i),
    );
    page.closed = true;
    visitor.requests = [];
    visitor.answer = (request) => request.answer(200);
    (await visitor.open()).init({ pageViews: false });
    await pass(MINUTE);
    assert.equal(visitor.requests.length, 0, "the page may still be there");
    await pass(2 * MINUTE);
    assert.deepEqual(
      visitor.requests.map((request) => request.events.map((event) => event.i)),
      [Array.from({ length: 20 }, (_, i) => i)],
    );
    assert.deepEqual(visitor.kept, []);
  });

  it("is as much beside a page that has much to send as before it had", async () => {
    visitor.answer = (request) => request.fail();
    const page = (await visitor.open()).init();
    for (let i = 0; i < 199; i++) page.clickstream.track("home_view");
    await pass(2000);
    visitor.answer = undefined;
    await pass(10_000);
    for (let i = 0; i < 60; i++) page.clickstream.track("add_to_cart");
    assert.equal(visitor.kept.length, 200);
    assert.ok(visitor.kept.every((event) => event.eventName != "add_to_cart"));
  });

  it("is all that waits when the page is left while the network is away", async () => {
    const page = (await visitor.open()).init();
    page.clickstream.track("home_view");
    page.navigator.onLine = false;
    page.close();
    assert.deepEqual([visitor.requests.length, visitor.kept.length], [0, 2]);
  });

  it("is also a batch that had no answer for two seconds when the page is left", async () => {
    visitor.answer = undefined;
    const page = (await visitor.open()).init();
    await pass(4000);
    page.close();
    assert.equal(visitor.kept.length, 1);
    visitor.answer = (request) => request.answer(200);
    (await visitor.open()).init({ pageViews: false });
    await pass(8000);
    assert.equal(visitor.requests.length, 2);
    assert.equal(distinct(visitor.events, "eventId").length, 1);
  });

  it("is taken over from pages that are gone, each event once, and garbage with it does no harm", async () => {
    const line = (/** @type {string} */ eventId) => JSON.stringify({ eventName: "kept", eventId });
    visitor.localStorage.sbw_clickstream_queue_gone = `0\n${line("e-1")}\n${line("e-2")}`;
    visitor.localStorage.sbw_clickstream_queue_broken = "";
    visitor.localStorage.sbw_clickstream_queue_alive = `${Date.now() + 10 * MINUTE}\n${line("e-3")}`;
    visitor.localStorage.sbw_clickstream_queue_absurd = `9e15\n${line("e-4")}`;
    for (const random of [0.2, 0.4, 0.6]) {
      const page = await visitor.open();
      page.globals.Math.random = () => random;
      page.init({ pageViews: false });
    }
    await pass(5000);
    assert.deepEqual(visitor.events.map((event) => event.eventId).sort(), ["e-1", "e-2", "e-4"]);
    await pass(11 * MINUTE);
    assert.deepEqual(visitor.events.map((event) => event.eventId).sort(), ["e-1", "e-2", "e-3", "e-4"]);
    assert.deepEqual(visitor.kept, []);
  });

  it("is not sent by a page that slept while another took it", async () => {
    visitor.answer = (request) => request.fail();
    const page = (await visitor.open()).init();
    await pass(2000);
    page.close();
    visitor.answer = (request) => request.answer(200);
    (await visitor.open()).init();
    await pass(5000);
    page.closed = false;
    page.show();
    page.dispatch("pageshow", { persisted: true });
    await pass(MINUTE);
    const once = visitor.requests.filter((request) => request.events.some((event) => event.eventId == visitor.events[0].eventId));
    assert.equal(once.length, 2, "the attempt that failed, and the one of the page that took it over");
  });

  it("is renewed for as long as the page lives, however long it waits", async () => {
    visitor.answer = (request) => request.fail();
    const page = (await visitor.open()).init();
    const other = (await visitor.open()).init({ pageViews: false });
    await pass(HOUR);
    assert.equal(Object.keys(visitor.localStorage).filter((key) => key.startsWith("sbw_clickstream_queue_")).length, 1);
    assert.deepEqual([page.warnings, other.warnings], [[], []]);
  });
});

describe("consent", () => {
  it("that is pending stores nothing and sends nothing, and holds the last 100 events until it is given", async () => {
    const page = (await visitor.open()).init({ consent: "pending" });
    for (let i = 0; i < 150; i++) page.clickstream.track("home_view", { i });
    page.act();
    await pass(5000);
    assert.deepEqual(Object.keys(visitor.localStorage), []);
    assert.equal(visitor.requests.length, 0);
    page.clickstream.setConsent("granted");
    await pass(5000);
    assert.equal(visitor.events.length, 100);
    assert.equal(visitor.events.at(-1).i, 149);
    assert.match(visitor.events[0].clientId, UUID);
  });

  it("that is pending when the page is left costs its events", async () => {
    const page = (await visitor.open()).init({ consent: "pending" });
    page.leave();
    assert.deepEqual([Object.keys(visitor.localStorage), visitor.requests.length], [[], 0]);
  });

  it("that is denied stores nothing, sends nothing and removes what was stored", async () => {
    visitor.answer = (request) => request.fail();
    const page = (await visitor.open()).init();
    await pass(2000);
    assert.equal(Object.keys(visitor.localStorage).length, 3);
    page.clickstream.track("home_view");
    page.clickstream.setConsent("denied");
    page.clickstream.track("home_view");
    page.act();
    page.leave();
    await pass(HOUR);
    assert.deepEqual(Object.keys(visitor.localStorage), []);
    assert.equal(visitor.requests.length, 1);
  });

  it("that is given after it was denied begins with the page that is shown, as a new visitor", async () => {
    const page = (await visitor.open()).init({ consent: "denied" });
    page.clickstream.track("home_view");
    page.clickstream.setConsent("granted");
    await pass(2000);
    assert.deepEqual(
      visitor.events.map((event) => [event.eventName, event.isFirstVisit]),
      [["page_view", true]],
    );
  });

  it("is denied by Global Privacy Control, whatever the page says, unless an option says that it does not count", async () => {
    const page = await visitor.open();
    page.navigator.globalPrivacyControl = true;
    page.init().clickstream.setConsent("granted");
    await pass(2000);
    assert.deepEqual([Object.keys(visitor.localStorage), visitor.requests.length], [[], 0]);
    const other = await visitor.open();
    other.navigator.globalPrivacyControl = true;
    other.init({ globalPrivacyControl: false });
    await pass(2000);
    assert.equal(visitor.requests.length, 1);
  });
});

describe("identity", () => {
  it("is in the events from then on, and makes no page view", async () => {
    const page = (await visitor.open()).init();
    page.clickstream.identify("u-1");
    page.clickstream.track("login_success");
    page.clickstream.identify("u-2", "guest");
    page.clickstream.track("home_view");
    page.clickstream.identify(null);
    page.clickstream.track("home_view");
    await pass(2000);
    assert.deepEqual(
      visitor.events.map((event) => [event.eventName, event.userId, event.userLoginState]),
      [
        ["page_view", null, "anonymous"],
        ["login_success", "u-1", "logged_in"],
        ["home_view", "u-2", "guest"],
        ["home_view", null, "anonymous"],
      ],
    );
  });

  it("is in the first page view where it is told to init, or before", async () => {
    (await visitor.open()).init({ userId: "u-1" });
    const page = await visitor.open();
    page.clickstream.identify("u-2");
    page.clickstream.track("home_view");
    page.init();
    await pass(2000);
    assert.deepEqual(
      visitor.events.map((event) => [event.eventName, event.userId]),
      [
        ["page_view", "u-1"],
        ["page_view", "u-2"],
        ["home_view", "u-2"],
      ],
    );
  });

  it("is forgotten by reset: another client, another session, nobody", async () => {
    const page = (await visitor.open()).init({ userId: "u-1" });
    page.clickstream.track("logout"); // while its session is so new that it has none yet
    page.clickstream.reset();
    page.clickstream.track("home_view");
    await pass(2000);
    const [view, logout, after] = visitor.events;
    assert.equal(logout.userId, "u-1");
    assert.equal(after.userId, null);
    assert.equal(logout.clientId, view.clientId);
    assert.notEqual(after.clientId, logout.clientId);
    assert.notEqual(after.sessionId, logout.sessionId);
  });
});

describe("the life of a page", () => {
  it("has one start, however often init is called", async () => {
    const page = (await visitor.open()).init();
    page.init({ endpoint: "https://other.test/", userId: "u-1" });
    page.clickstream.track("home_view");
    await pass(2000);
    assert.deepEqual(
      visitor.requests.map((request) => [request.url, request.events.map((event) => event.userId)]),
      [["https://ingest.test/clickstream", [null, null]]],
    );
  });

  it("tells of each event and each answer with debug, and of nothing without", async () => {
    /** @type {any[][]} */
    const told = [];
    for (const debug of [false, true]) {
      const page = await visitor.open();
      page.globals.console.debug = (/** @type {any[]} */ ...what) => void told.push(what);
      page.init({ debug });
      await pass(2000);
      assert.equal(told.length, debug ? 2 : 0);
    }
    assert.deepEqual(
      told.map(([name, what]) => [name, what.eventName ?? what]),
      [
        ["clickstream:", "page_view"],
        ["clickstream:", 200],
      ],
    );
  });

  it("ends with shutdown, which sends what waits, and may begin anew", async () => {
    const page = (await visitor.open()).init();
    page.clickstream.track("home_view");
    page.clickstream.shutdown();
    assert.equal(visitor.events.length, 2);
    page.clickstream.track("category_view");
    page.location.href = "https://shop.test/2";
    page.dispatch("popstate");
    await pass(2000);
    assert.equal(visitor.events.length, 2);
    page.init();
    await pass(2000);
    assert.equal(visitor.events.length, 3);
  });

  it("does not exist on a server: importing touches no window, and calls do nothing and hold nothing", () => {
    const module = JSON.stringify(new URL("../../main/browser/shop.js", import.meta.url).href);
    const script = `
      const { createShop } = await import(${module});
      const clickstream = await import(${module.replace("shop.js", "clickstream.js")});
      for (const name of Object.keys(clickstream)) await clickstream[name]({ endpoint: "https://ingest.test/" });
      for (const call of Object.values(createShop())) try { call({ items: [] }); } catch (e) { if (!/map|destructure/.test(e)) throw e; }
      process.stdout.write("nothing happened");`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    assert.deepEqual([stdout, stderr], ["nothing happened", ""]);
  });
});
