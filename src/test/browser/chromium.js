/** A real Chromium, and what the tests in it share. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, afterEach, before, beforeEach } from "node:test";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { Receiver } from "./receiver.js";
import { Shop } from "./shop.js";

/** Where Chromium is, or why its tests are skipped. */
export const executable = (() => {
  for (const name of [process.env.CHROMIUM ?? "chromium", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v "${name}"`], { encoding: "utf8" }).trim();
    } catch {
      // the next one may be there
    }
  }
  if (process.env.CLICKSTREAM_TESTING_BROWSER == "required") throw new Error("There is no Chromium, but it is required.");
  return "";
})();

/** For `describe`: says that its tests are skipped where there is no Chromium. */
export const inChromium = { skip: executable ? false : "there is no Chromium" };

/** @type {import("playwright-core").Browser} */
export let browser;

/** @type {import("playwright-core").BrowserContext} */
export let context;

/** @type {Receiver} */
export let receiver;

/** @type {Shop} */
export let shop;

const FLAGS = [
  ..."--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split(" "),
  ..."--disable-component-update --disable-sync".split(" "),
  "--host-resolver-rules=MAP shop.test 127.0.0.1",
];

/** Opens this page in a Chromium of its own, without a debugger: with one, a prerendered page never runs. Gives what ends it. @param {string} url */
export const runWithoutDebugger = (url) => {
  const profile = mkdtempSync(join(tmpdir(), "clickstream-"));
  const run = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`, url], { stdio: "ignore", detached: true });
  return async () => {
    process.kill(-(run.pid ?? 0), "SIGKILL");
    await once(run, "exit");
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
};

/** Starts a browser for all tests of a `describe`, and a context, a shop and a receiver of its own for each. */
export const useChromium = () => {
  before(async () => {
    browser = await chromium.launch({
      executablePath: executable,
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
      args: FLAGS,
    });
  });
  after(() => browser?.close());
  beforeEach(async () => {
    [context, receiver, shop] = await Promise.all([browser.newContext(), new Receiver().start(), new Shop().start()]);
  });
  afterEach(async () => {
    await context.close();
    await Promise.all([receiver.stop(), shop.stop()]);
    const preflights = receiver.requests.filter((request) => request.method == "OPTIONS");
    if (!receiver.takesTokens) assert.deepEqual(preflights, [], "no OPTIONS ever leaves the publisher");
  });
};

/**
 * A page with the publisher in it, as `clickstream`; the id of each event that was made is in localStorage, in a key that begins with `made`.
 *
 * @param {string} body
 * @param {Record<string, unknown>} [options] JSON
 * @param {string} [script] of the page's own, after the start
 */
export const pageWith = (body, options = {}, script = "") => `<!doctype html>
<meta charset="utf-8"><link rel="icon" href="data:,"><title>Trang thử</title>
<script type="module">
import * as clickstream from "/clickstream.js";
window.clickstream = clickstream;
window.events = [];
clickstream.init({
  endpoint: ${JSON.stringify(receiver.endpoint)},
  onEvent(event) {
    events.push(event);
    try { localStorage["made " + event.eventId] = ""; } catch {}
  },
  ...${JSON.stringify(options)},
});
${script}
</script>
<body>${body}</body>`;

/**
 * Serves a page with the publisher as the shop's first, and opens it in a new tab.
 *
 * @param {string} [body]
 * @param {Record<string, unknown>} [options]
 * @param {string} [script]
 */
export const openPage = async (body = "", options, script) => {
  shop.serve("/", pageWith(body, options, script));
  const page = await context.newPage();
  await page.goto(shop.origin);
  return page;
};

/** What waits for a random time waits for a short one. */
export const hurry = () => context.addInitScript(() => void (Math.random = () => 0.01));

/** The events that pages of this origin keep in localStorage. @param {import("playwright-core").Page} page */
export const keptEvents = async (page) => {
  const lines = await page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith("sbw_clickstream_queue_"))
      .flatMap((key) => localStorage[key].split("\n").slice(1)),
  );
  return lines.map((line) => JSON.parse(line.slice(line.indexOf("{"))));
};

/** Closes a tab as a visitor does, and waits until it is gone: a busy one may be ended before it hears of it. @param {import("playwright-core").Page} page */
export const closeTab = async (page) => {
  const closed = page.waitForEvent("close");
  await page.close({ runBeforeUnload: true });
  await closed;
};

/** Opens the shop's first page once what other pages keep is nobody's any more, as it is two minutes after a tab that ended without a word. */
export const openLater = async () => {
  const page = await context.newPage();
  await page.addInitScript(() => {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith("sbw_clickstream_queue_"))) {
      localStorage[key] = localStorage[key].replace(/^\d+/, "0");
    }
  });
  await page.goto(shop.origin);
  return page;
};

/** The React application of the tests, as one script. */
export const reactApp = async () => {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("app.js", import.meta.url))],
    nodePaths: [fileURLToPath(new URL("node_modules", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    define: { "process.env.NODE_ENV": '"development"' },
  });
  return result.outputFiles[0].text;
};

/** @param {import("playwright-core").Page} page @param {string} name @param {Record<string, unknown>} [props] */
export const track = (page, name, props) =>
  page.evaluate(([name, props]) => /** @type {any} */ (window).clickstream.track(name, props), /** @type {const} */ ([name, props]));

/** The ids of all events that were made in this context's pages. */
export const made = async () => {
  shop.serve("/blank", "<!doctype html><title>blank</title>");
  const page = await context.newPage();
  await page.goto(shop.origin + "/blank");
  const ids = await page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith("made "))
      .map((key) => key.slice(5)),
  );
  await page.close();
  return ids;
};

/**
 * Waits until this is true, and gives it.
 *
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {number} [ms]
 */
export const eventually = async (condition, ms = 30_000) => {
  const end = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new assert.AssertionError({ message: `not within ${ms} ms: ${condition}` });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

/** Waits for this number of stored events, and gives all that are there then, in the order of their making. @param {number} count */
export const storedEvents = async (count) => {
  /** @type {any[]} */
  let events = [];
  await eventually(async () => {
    events = await receiver.stored();
    return new Set(events.map((event) => event.eventId)).size >= count;
  }).catch((e) => {
    e.message += `: ${count} events; stored are ${events.map((event) => event.eventName)}`;
    throw e;
  });
  return [...events].sort((a, b) => a.eventTimestamp.localeCompare(b.eventTimestamp) || a.seq - b.seq);
};

/**
 * Waits until the ids that were made are those that are stored, and says how many copies are stored beside the first: the loader keeps one
 * of an id.
 *
 * @param {number} atLeast how many were made
 */
export const assertMadeIsStored = async (atLeast) => {
  const ids = await made();
  assert.ok(ids.length >= atLeast, `${ids.length} events were made`);
  const events = await storedEvents(ids.length);
  assert.deepEqual(new Set(events.map((event) => event.eventId)), new Set(ids));
  return events.length - ids.length;
};
