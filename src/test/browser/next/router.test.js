/**
 * The publisher's package under the app router of Next: each page view once, however the router got there, in development, where StrictMode
 * runs effects twice, and as it is built. `.ci/browser-next` installs what this needs.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { eventually, executable, inChromium } from "../chromium.js";
import { Receiver } from "../receiver.js";

/** A command of Next's, and what it says. */
class Next {
  said = "";

  /** @param {string} endpoint that is built in @param {string[]} command */
  constructor(endpoint, ...command) {
    this.process = spawn(process.execPath, ["node_modules/next/dist/bin/next", ...command], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      env: { ...process.env, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: "1", NEXT_PUBLIC_CLICKSTREAM_ENDPOINT: endpoint },
      detached: true,
    });
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (chunk) => (this.said += chunk));
    this.exit = once(this.process, "exit");
  }

  async succeeded() {
    const [code] = await this.exit;
    assert.equal(code, 0, this.said);
  }

  /** Where it serves, once it does. */
  async address() {
    const address = await eventually(() => this.process.exitCode !== null || /http:\/\/localhost:\d+(?=[^]*Ready)/.exec(this.said)?.[0], 60_000);
    assert.equal(typeof address, "string", this.said);
    return `${address}`;
  }

  async end() {
    process.kill(-(this.process.pid ?? 0), "SIGKILL");
    await this.exit;
  }
}

describe("under Next's app router", inChromium, () => {
  /** @type {import("playwright-core").Browser} */
  let browser;

  /** @type {Receiver} */
  let receiver;

  before(async () => {
    receiver = await new Receiver().start();
    browser = await chromium.launch({ executablePath: executable, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
  });

  after(async () => {
    await browser?.close();
    await receiver?.stop();
  });

  /**
   * Goes through the pages below this path in every way that the router knows.
   *
   * @param {string} address
   * @param {string} base
   */
  const visit = async (address, base) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    /** @type {unknown[]} */
    const faults = [];
    page.on("pageerror", (e) => faults.push(e));
    /** @param {string} path */
    const shown = (path) => page.waitForURL(address + base + path);
    await page.goto(address + (base || "/"));
    await page.click("text=Áo thun");
    await shown("/p/1");
    await page.click("#push");
    await shown("/p/2");
    await page.click("#query");
    await shown("/p/2?size=M");
    await page.click("#back");
    await shown("/p/1");
    await page.goForward();
    await shown("/p/2?size=M");
    for (const nothingNew of ["#refresh", "#same", "#hash"]) {
      await page.click(nothingNew);
      await page.waitForLoadState("networkidle");
    }
    await shown("/p/2?size=M#danh-gia");
    await page.reload();
    await page.waitForSelector("#push");
    await page.waitForTimeout(1500);
    await context.close();
    assert.deepEqual(faults, []);
  };

  /**
   * What the visit of the pages below this path made, as the receiver has it.
   *
   * @param {string} base
   */
  const seen = async (base) => {
    const events = (await receiver.stored()).filter((event) => new URL(event.pageUrl).pathname.startsWith(base || "/"));
    const shorten = (/** @type {string} */ url) => url.replace(/^https?:\/\/[^/]+/, "");
    assert.equal(new Set(events.map((event) => event.eventId)).size, events.length);
    return {
      views: events.filter((event) => event.eventName == "page_view").map((event) => [shorten(event.pageUrl), shorten(event.referrer)]),
      products: events.filter((event) => event.eventName == "product_view").map((event) => event.product.id),
    };
  };

  /** @param {string} base */
  const expected = (base) => ({
    views: [
      [base || "/", ""],
      [`${base}/p/1`, base || "/"],
      [`${base}/p/2`, `${base}/p/1`],
      [`${base}/p/2?size=M`, `${base}/p/2`],
      [`${base}/p/1`, `${base}/p/2?size=M`],
      [`${base}/p/2?size=M`, `${base}/p/1`],
      [`${base}/p/2?size=M#danh-gia`, ""],
    ],
    products: ["1", "2", "1", "2", "2"],
  });

  /** @param {Next} next */
  const assertEachOnce = async (next) => {
    try {
      const address = await next.address();
      for (const base of ["/told", ""]) {
        receiver.forget();
        await visit(address, base);
        assert.deepEqual(await seen(base), expected(base));
      }
    } finally {
      await next.end();
    }
  };

  it("each page view is made once in development, in StrictMode", () => assertEachOnce(new Next(receiver.endpoint, "dev", "--port", "0")));

  it("each page view is made once as it is built", async () => {
    await new Next(receiver.endpoint, "build").succeeded();
    await assertEachOnce(new Next(receiver.endpoint, "start", "--port", "0"));
  });
});
