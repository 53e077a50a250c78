/**
 * As much of a browser as the publisher needs where no document matters: a page is a copy of the publisher with globals of its own, and pages of
 * one {@link Visitor} share localStorage, as tabs do. Time is node:test's mock; chance is 0.5 unless a test says otherwise.
 */
import { readFileSync } from "node:fs";
import { SourceTextModule, createContext } from "node:vm";

const source = readFileSync(new URL("../../main/browser/clickstream.js", import.meta.url), "utf8");

/** More requests than any test needs: the test of who sends without end fails, and does not hang. */
const MOST_REQUESTS = 2000;

/** Web storage, with the size limit of a browser's. */
class FakeStorage {
  /** @param {string} key @returns {string | null} */
  getItem(key) {
    return Object.hasOwn(this, key) ? /** @type {any} */ (this)[key] : null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    const others = Object.entries(this).filter(([name]) => name != key);
    if (others.reduce((sum, [name, value]) => sum + name.length + value.length, key.length + value.length) > 5_242_880) {
      throw new DOMException("full", "QuotaExceededError");
    }
    /** @type {any} */ (this)[key] = value;
  }

  /** @param {string} key */
  removeItem(key) {
    delete (/** @type {any} */ (this)[key]);
  }
}

/** @typedef {{ url: string, init: RequestInit, events: any[], bytes: number, answer: (status: number, body?: unknown, headers?: HeadersInit) => Promise<void>, fail: () => Promise<void> }} Request */

export class Visitor {
  localStorage = /** @type {Record<string, any>} */ (new FakeStorage());

  /** Every request of every page, in the order of their sending. @type {Request[]} */
  requests = [];

  /** How a request is answered at once; undefined leaves it to the test. @type {((request: Request) => unknown) | undefined} */
  answer = (request) => request.answer(200, { success: true, accepted: request.events.length });

  /** @returns {any[]} */
  get events() {
    return this.requests.flatMap((request) => request.events);
  }

  /** The events that pages keep. @returns {any[]} */
  get kept() {
    return Object.keys(this.localStorage)
      .filter((key) => key.startsWith("sbw_clickstream_queue_"))
      .flatMap((key) => this.localStorage[key].split("\n").slice(1))
      .map((line) => JSON.parse(line.slice(line.indexOf("{"))));
  }

  /**
   * Opens a page.
   *
   * @param {Record<string, any>} [globals] in place of the usual ones
   */
  async open(globals = {}) {
    const page = new Page(this, globals);
    await page.load();
    return page;
  }
}

export class Page {
  /** @type {string[]} */
  warnings = [];

  window = new EventTarget();

  closed = false;

  /** @type {typeof import("../../main/browser/clickstream.js")} */
  clickstream = /** @type {any} */ (undefined);

  /** @param {Visitor} visitor @param {Record<string, any>} globals */
  constructor(visitor, globals) {
    const page = this;
    this.visitor = visitor;
    this.document = { hidden: false, prerendering: false, referrer: "", querySelectorAll: () => [], addEventListener() {} };
    this.navigator = /** @type {Record<string, any>} */ ({ onLine: true, sendBeacon: undefined });
    this.location = { href: "https://shop.test/" };
    this.globals = {
      window: this.window,
      addEventListener: this.window.addEventListener.bind(this.window),
      document: this.document,
      navigator: this.navigator,
      location: this.location,
      history: { pushState: (/** @type {any} */ _, /** @type {any} */ __, /** @type {string} */ url) => (this.location.href = new URL(url, this.location.href).href), replaceState() {} },
      localStorage: visitor.localStorage,
      sessionStorage: new FakeStorage(),
      console: { warn: (/** @type {unknown[]} */ ...what) => this.warnings.push(what.join(" ")), debug() {} },
      Request: class {
        get keepalive() {
          return true;
        }
      },
      Math: Object.create(Math, { random: { value: () => 0.5, writable: true } }),
      fetch: (/** @type {string} */ url, /** @type {RequestInit} */ init) => page.#fetch(url, init),
      crypto,
      performance: { getEntriesByType: () => [{ type: "navigate" }] },
      AbortController,
      AbortSignal: {},
      TextEncoder,
      Date,
      setTimeout: (/** @type {() => void} */ call, /** @type {number} */ ms) => setTimeout(() => page.closed || call(), ms),
      clearTimeout,
      ...globals,
    };
  }

  async load() {
    const module = new SourceTextModule(source, {
      context: createContext(this.globals),
      initializeImportMeta: (meta) => void (meta.url = "https://shop.test/clickstream.js"),
    });
    await module.link(() => {
      throw new Error("the publisher imports nothing");
    });
    await module.evaluate();
    this.clickstream = /** @type {any} */ (module.namespace);
  }

  /** @param {import("../../main/browser/clickstream.js").Options} [options] */
  init(options) {
    this.clickstream.init({ endpoint: "https://ingest.test/clickstream", ...options });
    return this;
  }

  /** An event of the window's. @param {string} type @param {Record<string, unknown>} [fields] */
  dispatch(type, fields) {
    const event = new Event(type);
    Object.defineProperty(event, "isTrusted", { value: true });
    this.window.dispatchEvent(Object.assign(event, fields));
  }

  /** A person does something. */
  act() {
    this.dispatch("pointerdown");
  }

  hide() {
    this.document.hidden = true;
    this.dispatch("visibilitychange");
  }

  show() {
    this.document.hidden = false;
    this.dispatch("visibilitychange");
  }

  /** The page is left, in Chromium's order. */
  leave() {
    this.dispatch("pagehide");
    this.hide();
  }

  /** The page is left for good: no timer of its fires any more. */
  close() {
    this.leave();
    this.closed = true;
  }

  /** @param {string} url @param {RequestInit} init @returns {Promise<Response>} */
  #fetch(url, init) {
    return new Promise((resolve, reject) => {
      if (this.visitor.requests.length >= MOST_REQUESTS) {
        const endless = new Error("requests without end");
        setImmediate(() => {
          throw endless;
        });
        throw endless;
      }
      const body = String(init.body);
      /** @type {Request} */
      const request = {
        url,
        init,
        events: body.split("\n").map((line) => JSON.parse(line)),
        bytes: Buffer.byteLength(body),
        answer: async (status, content = {}, headers) => {
          resolve(new Response(JSON.stringify(content), { status, headers }));
          await settled();
        },
        fail: async () => {
          reject(new TypeError("Failed to fetch"));
          await settled();
        },
      };
      this.visitor.requests.push(request);
      this.visitor.answer?.(request);
    });
  }
}

/** Until what was answered has been taken note of. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Lets time pass, second by second, as timers and answers do.
 *
 * @param {import("node:test").MockTimers} timers
 * @param {number} ms
 */
export const pass = async (timers, ms) => {
  for (let left = ms; left > 0; left -= 500) {
    timers.tick(Math.min(500, left));
    await settled();
  }
};
