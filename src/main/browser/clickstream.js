/**
 * The browser's half of the clickstream: makes events and gets them to the ingest, one copy of each where it can, none lost where it must.
 *
 * One file, so that one script tag is enough. From top to bottom: ids, storage, session, events, page views, clicks, the queue that
 * outlives the page, sending, consent, life cycle. Nothing here throws into the page, and importing it on a server does nothing.
 *
 * @module clickstream-browser
 */

/**
 * @typedef {"granted" | "denied" | "pending"} Consent
 *
 * @typedef {"logged_in" | "anonymous" | "guest"} LoginState
 *
 * @typedef {object} Options
 * @property {string} [endpoint] where events are sent, absolute or relative to the page; without it nothing is sent (a dry run)
 * @property {string} [key] the site's key, sent as `?key=`: a header would cost a preflight. It is public, as all that a page knows
 * @property {() => string} [owner] a mark of letters and digits, of who is logged in, empty for nobody: asked for with each event and not sent.
 *   The events of a request have one owner
 * @property {(owner: string) => Record<string, string> | undefined} [headers] what a request with this owner's events bears beside; any costs a
 *   preflight (`events.js` uses both)
 * @property {Consent} [consent] `granted` unless said otherwise
 * @property {boolean} [globalPrivacyControl] false: the browser's Global Privacy Control does not count as a refusal
 * @property {"browser" | "tab"} [sessionScope] whether all tabs share a session, as they do by default, or each has its own
 * @property {boolean} [pageViews] false: a page view is counted by {@link page} only
 * @property {boolean} [clicks] false: clicks are not listened for
 * @property {string[] | string} [dataAttributes] names of `data-` attributes (without `data-`) that a click may carry; none by default
 * @property {(url: string) => string} [cleanUrl] what is sent in place of an address, for pageUrl and referrer
 * @property {(event: ClickstreamEvent) => void} [onEvent] is given each event as it is sent, but for `sentAt`
 * @property {boolean} [debug] logs each event and each request
 * @property {string | null} [userId] as by {@link identify}
 * @property {LoginState} [userLoginState] as by {@link identify}
 *
 * @typedef {Record<string, unknown>} Props fields of the caller's own; those of {@link ClickstreamEvent} cannot be replaced
 *
 * @typedef {object} ClickedElement
 * @property {string} tag in lower case
 * @property {string | null} id
 * @property {string | null} role
 * @property {string | null} text at most 100 code points
 * @property {Record<string, string>} dataset
 *
 * @typedef {object} EventFields
 * @property {string} eventName
 * @property {string} eventId a UUID, made once and the same in every attempt to send
 * @property {string} pageUrl
 * @property {string} referrer
 * @property {string | null} userId
 * @property {LoginState} userLoginState
 * @property {string} clientId
 * @property {string} sessionId
 * @property {boolean} isFirstVisit whether this is the visitor's first session
 * @property {string} eventTimestamp by the browser's clock, ISO 8601 with milliseconds, in UTC
 * @property {number} seq 1 for the first event of a page load, and so on
 * @property {string} pageViewId the same in all events of one page view
 * @property {string} sdk
 *
 * @typedef {EventFields & Props} ClickstreamEvent
 */

const SDK = "clickstream-browser/0.1.0";

const CLIENT = "sbw_clickstream_client_id";
const SESSION = "sbw_clickstream_session";
const QUEUE = "sbw_clickstream_queue_";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** How long the ids of a new session are open to another tab's, in milliseconds: of tabs that open at once each writes a session. */
const SETTLE = 300;

const BATCH_EVENTS = 20;
const BATCH_BYTES = 61_440;
const BATCH_WAIT = 1000;

/** What the browser allows all keepalive requests in flight together: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const KEEPALIVE_BYTES = 65_536;

const KEPT_EVENTS = 200;
const KEPT_BYTES = 262_144;

/** Elements whose content is a person's: never read. */
const FORM = "input,textarea,select,option";
const MASKED = '[contenteditable]:not([contenteditable="false" i]),[data-clickstream-mask]';

const INTERACTIVE =
  "a,area,button,summary,input,textarea,select,[onclick]," +
  "button,link,tab,checkbox,radio,switch,menuitem,option".replace(/\w+/g, "[role=$&]");

const IGNORED = ["data-clickstream-ignore", "global-clickstream-ignore-click"]
  .map((name) => `[${name}]:not([${name}="false"])`)
  .join();

/** 0 before {@link init}, 1 after it, 2 after {@link shutdown}. */
let phase = 0;

/** Whether the page is one that a person has opened: not before {@link init}, not while it is prerendered. */
let running = false;

/** @type {Options} */
let options = {};

/** @type {Consent | undefined} */
let consent;

/** What was called for before this was running, at most 100. @type {(() => void)[]} */
const early = [];

/** @type {AbortController | undefined} */
let listening;

/** Whether history was wrapped, which is done once and never undone: another's wrapper may lie around ours. */
let watched = false;

/** @type {string | null} */
let userId = null;

/** @type {LoginState} */
let userLoginState = "anonymous";

/** @type {Record<string, boolean>} */
const warned = {};

/** Whether events may be made and sent: what the caller says, unless the browser says no for all sites. */
const allowed = () =>
  options.globalPrivacyControl !== false && /** @type {any} */ (navigator).globalPrivacyControl ? "denied" : consent;

const granted = () => allowed() == "granted";

/** @param {unknown[]} what */
const log = (...what) => options.debug && console.debug("clickstream:", ...what);

/**
 * Warns once of each kind.
 *
 * @param {string} kind
 * @param {unknown} [detail]
 */
const warn = (kind, detail = "") => {
  if (!warned[kind]) console.warn("clickstream:", kind, detail);
  warned[kind] = true;
};

/**
 * The same function, but one that warns where the other throws, and does nothing on a server: a fault of the publisher's is never one of the
 * page's.
 *
 * @template {unknown[]} A
 * @template R
 * @param {(...args: A) => R} work
 * @returns {(...args: A) => R | undefined}
 */
const safe =
  (work) =>
  (...args) => {
    try {
      if (typeof window != "undefined") return work(...args);
    } catch (e) {
      warn("failed", e);
    }
  };

/** A random UUID, version 4. `randomUUID` is missing on http, `getRandomValues` in very old web views. */
const uuid = () =>
  globalThis.crypto?.randomUUID?.() ||
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => {
    const random = globalThis.crypto?.getRandomValues(new Uint8Array(1))[0] ?? Math.random() * 16;
    return (+digit ^ ((random & 15) >> (+digit / 4))).toString(16);
  });

// ---- Storage: what cannot be written, or may not be touched at all, is held in memory for as long as the page lives.

/** @type {Record<string, string>} */
const memory = {};

/** @param {boolean} [tab] */
const area = (tab) => (tab ? sessionStorage : localStorage);

/**
 * @param {string} key
 * @param {boolean} [tab]
 */
const read = (key, tab) => {
  try {
    return memory[key] || area(tab).getItem(key) || "";
  } catch {
    return "";
  }
};

/**
 * @param {string} key
 * @param {string | 0} value 0: none
 * @param {boolean} [tab]
 */
const write = (key, value, tab) => {
  delete memory[key];
  try {
    if (value) area(tab).setItem(key, value);
    else area(tab).removeItem(key);
  } catch {
    if (value) memory[key] = value;
  }
};

// ---- Client and session

const tabScope = () => options.sessionScope == "tab";

/**
 * The visitor's client and session, a new one of each where there is none. A session ends 30 minutes after a person's last act, and 24 hours
 * after its start. What happens by itself after that has a session without a person (its last act is 0): one, not one every 30 minutes. The
 * session is written before the client and read after it, so that a tab which sees another's client sees its session too.
 *
 * @param {boolean} [person] whether this is a person's act
 */
const session = (person) => {
  const now = Date.now();
  let client = read(CLIENT);
  let [id, start, acted, first] = read(SESSION, tabScope()).split(" ");
  const idle = now - (+acted || (person ? +start : now));
  const over = !(Math.abs(now - +start) < DAY && Math.abs(idle) < 30 * MINUTE);
  if (over) [id, start, acted, first] = [uuid(), "" + now, "0", client ? "" : "1"];
  if (over || person) write(SESSION, [id, start, person ? now : acted, first].join(" "), tabScope());
  if (!client) write(CLIENT, (client = uuid()));
  return /** @type {const} */ ([client, id, +start, !!first]);
};

/** When a person's act was last written down. */
let noted = 0;

const onActivity = safe((/** @type {Event} */ event) => {
  if (event.isTrusted && granted() && Math.abs(Date.now() - noted) >= 1000) {
    noted = Date.now();
    session(true);
  }
});

// ---- Events

let seq = 0;
let pageViewId = "";
let referrer = "";

/**
 * Events that have no client and session yet, because consent is pending, or because the session is so new that another tab's may replace it;
 * each behind its owner.
 *
 * @type {[string, ClickstreamEvent][]}
 */
const unbound = [];

/** @type {ReturnType<typeof setTimeout> | undefined} */
let settling;

/** @param {string} url */
const clean = (url) => (options.cleanUrl && url ? options.cleanUrl(url) : url);

/**
 * @param {string} eventName
 * @param {Props} [props]
 */
const make = (eventName, props) => {
  if (allowed() == "denied") return;
  /** @type {EventFields} */
  const fields = {
    eventName,
    eventId: uuid(),
    pageUrl: clean(location.href),
    referrer: clean(referrer),
    userId,
    userLoginState,
    clientId: "",
    sessionId: "",
    isFirstVisit: false,
    eventTimestamp: new Date().toISOString(),
    seq: ++seq,
    pageViewId,
    sdk: SDK,
  };
  unbound.push([options.owner?.() || "", JSON.parse(JSON.stringify({ ...fields, ...props, ...fields }))]);
  if (allowed() == "pending" && unbound.length > 100) unbound.shift();
  bind();
};

/**
 * Gives the events that wait for it their client and session, and puts them into the buffer.
 *
 * @param {boolean} [leaving] whether there is no time left in which tabs could agree on a session
 */
const bind = (leaving) => {
  if (!granted() || !unbound[0]) return;
  const [client, id, start, first] = session();
  const young = start + SETTLE - Date.now();
  if (young > 0 && young <= SETTLE && !leaving) {
    settling ||= setTimeout(onSettled, young);
    return;
  }
  for (const [owner, event] of unbound.splice(0)) {
    event.clientId = client;
    event.sessionId = id;
    event.isFirstVisit = first;
    const line = owner + JSON.stringify(event);
    log(event);
    if (options.onEvent) safe(options.onEvent)(event);
    if (size(line) > BATCH_BYTES) warn("events over 60 KiB are dropped:", event.eventName);
    else buffer.push(line);
  }
  if (leaving) return;
  if (gone || document.hidden) send(true);
  else if (buffer.length >= BATCH_EVENTS || retryAt > Date.now() || size(buffer.join("")) > BATCH_BYTES) send();
  else {
    timer ||= setTimeout(send, BATCH_WAIT);
    keep(kept());
  }
};

const onSettled = safe(() => {
  settling = undefined;
  bind();
});

// ---- Page views: by change of URL, not by calls, for routers call pushState and replaceState both.

/** The URL that was counted last, without what leads to a place in the page; but `#/` and `#!` lead to a page of a router's. */
let counted = "";

/** Whether a page view waits for the page to be seen. */
let due = false;

/** Whether the page was visible since it was opened. */
let seen = false;

/** @type {(again?: boolean, props?: Props) => void} `again`: the page is shown anew, under the same URL */
const view = safe((again, props) => {
  if (!running || allowed() == "denied") return;
  const url = location.href.replace(/#(?![/!]).*/, "");
  if (again || url != counted) {
    if (!again) referrer = counted || document.referrer;
    counted = url;
    pageViewId = uuid();
    due = true;
  }
  if (due && (seen ||= !document.hidden)) {
    due = false;
    make("page_view", props);
  }
});

/** @param {boolean} [again] */
const autoView = (again) => {
  if (options.pageViews !== false) view(again);
};

/** @param {"pushState" | "replaceState"} name */
const watch = (name) => {
  const original = history[name];
  history[name] = function (...args) {
    original.apply(this, args);
    autoView();
  };
};

// ---- Clicks

/** How much of an element's text is looked at, in characters: an element that is clicked may hold the whole page. */
const TEXT_READ = 1000;

/**
 * The text of an element without what a person may have typed.
 *
 * @param {Node} node
 * @returns {string}
 */
const textOf = (node) => {
  let text = "";
  for (const child of node.childNodes) {
    if (text.length > TEXT_READ) break;
    if (child instanceof Text) text += child.data.replace(/\s+/g, " ").slice(0, TEXT_READ + 1);
    else if (child instanceof Element && !isPrivate(child, FORM + "," + MASKED + ",script,style,noscript")) text += textOf(child);
  }
  return text;
};

/**
 * @param {Element} element
 * @param {string} selector
 */
const isPrivate = (element, selector) => element.matches(selector) || /** @type {HTMLElement} */ (element).isContentEditable;

/**
 * Masks what looks like a mail address, or a number of nine digits or more, and cuts to 100 code points: half a surrogate pair is text that
 * PostgreSQL refuses. A word that may go on where reading ended is left out, for it may be half an address.
 *
 * @param {string | null} text
 */
const presentable = (text) =>
  first100(
    (text || "")
      .replace(/^([^]{1000})[^]+/, (_, start) => start.replace(/\S+$/, ""))
      .replace(/[^\s@]+@[^\s@]+/g, "***")
      .replace(/\p{Nd}([\s().\/-]*\p{Nd}){8,}/gu, "***")
      .trim(),
  ) || null;

/** @param {string} text */
const first100 = (text) => [...text].slice(0, 100).join("");

const onClick = safe((/** @type {Event} */ event) => {
  /** @type {HTMLElement | undefined} */
  let element;
  let masked = false;
  for (const node of event.composedPath()) {
    if (!(node instanceof HTMLElement || node instanceof SVGElement)) continue;
    if (node.matches(IGNORED)) return;
    if (!element && node.matches(INTERACTIVE)) element = /** @type {HTMLElement} */ (node);
    if (element && isPrivate(node, MASKED)) masked = true;
  }
  if (!element) return;
  /** @type {Record<string, string>} */
  const dataset = {};
  if (!masked) {
    for (const name of ("" + (options.dataAttributes || "")).split(/[\s,]+/)) {
      const value = name && element.getAttribute("data-" + name);
      if (value) dataset[name] = first100(value);
    }
  }
  make("click", {
    element: {
      tag: element.localName,
      id: masked ? null : presentable(element.id),
      role: element.getAttribute("role"),
      text: masked || element.matches(FORM) ? null : presentable(textOf(element)) || presentable(element.getAttribute("aria-label")),
      dataset,
    },
  });
});

// ---- The queue that outlives the page: a key in localStorage for each page that is open, whose first line says until when others leave it
// alone (the lease), and each other line is an event behind its owner's mark. What a page that has gone left behind is taken over by the next.

const OWN = QUEUE + uuid();

/** @type {ReturnType<typeof setTimeout> | undefined} */
let adoption;

/** The bytes that an event or a request takes, `sentAt` and a line end included. @param {string} line */
const size = (line) => new TextEncoder().encode(line).length + 40;

/** What waits to be sent again. The first of what was never sent is written down beside it, for a tab may end without a word. */
const kept = () => read(OWN).split("\n").slice(1).filter((line) => !buffer.includes(line));

const othersKeys = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(QUEUE) && key != OWN);
  } catch {
    return [];
  }
};

/**
 * Keeps these lines and no others: the newest of them for which there is room beside what other pages keep.
 *
 * @param {string[]} lines oldest first
 * @param {number} [lease] until when other pages leave them alone; where it is not said, until this page has tried again, if it will
 */
const keep = (lines, lease = gone ? pausedUntil : Math.max(retryAt, Date.now()) + 2 * MINUTE) => {
  let count = KEPT_EVENTS;
  let room = KEPT_BYTES;
  for (const key of othersKeys()) {
    const value = read(key);
    count -= value.split("\n").length;
    room -= size(value);
  }
  lines = [...buffer.slice(0, BATCH_EVENTS), ...lines];
  let first = lines.length;
  while (first && count-- > 0 && (room -= size(lines[first - 1])) >= 0) first--;
  const text = lines.slice(first).join("\n");
  write(OWN, text && lease + "\n" + text);
};

/** Takes over what pages that are gone have left behind. */
const adopt = safe(() => {
  if (!granted() || !options.endpoint) return;
  const now = Date.now();
  let next = 0;
  for (const key of othersKeys()) {
    const [lease, ...lines] = read(key).split("\n");
    if (+lease > now && +lease < now + 2 * DAY) next = Math.min(next || +lease, +lease);
    else {
      write(key, 0);
      keep([...lines, ...kept()]);
    }
  }
  clearTimeout(adoption);
  if (next) adoption = setTimeout(adopt, Math.min(next - now, DAY) + Math.random() * 1000);
  if (kept()[0]) send();
});

// ---- Sending

/** Events as JSON, each with its ids and behind its owner, oldest first, that were never sent. @type {string[]} */
const buffer = [];

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** The bytes of all requests in flight. */
let flying = 0;

/** What was sent while the page was there to hear the answer, and has none yet. @type {{ lines: string[], since: number } | undefined} */
let flight;

/** Requests that failed, since one was answered. */
let failures = 0;

/** Before this time nothing is sent, in epoch milliseconds. */
let retryAt = 0;

/** What the server said by Retry-After, as an epoch time. */
let pausedUntil = 0;

/** Whether the page has been left, as far as we know: timers may never fire again. */
let gone = false;

/** Whose event this is. @param {string} line */
const ownerOf = (line) => line.split("{")[0];

/**
 * Takes a batch off the front, of one owner.
 *
 * @param {string[]} lines
 */
const take = (lines) => {
  let room = Math.min(BATCH_BYTES, KEEPALIVE_BYTES - flying);
  let n = 0;
  while (n < Math.min(lines.length, BATCH_EVENTS) && ownerOf(lines[n]) == ownerOf(lines[0]) && (room -= size(lines[n])) >= 0) n++;
  return lines.splice(0, n);
};

/**
 * Sends one request. No header is set and none but text is sent, so no preflight goes before it. Where its owner is not believed (401), it goes
 * once more, as nobody's.
 *
 * @param {string[]} lines
 * @param {boolean} [leaving]
 * @param {boolean} [half] whether these are half of what was too large
 * @returns {Promise<string[]>} what is to be sent again
 */
const post = async (lines, leaving, half) => {
  const owner = ownerOf(lines[0]);
  const end = `,"sentAt":"${new Date().toISOString()}"}`;
  const body = lines.map((line) => line.slice(owner.length, -1) + end).join("\n");
  const bytes = size(body);
  const url = options.endpoint + (options.key ? "?key=" + encodeURIComponent(options.key) : "");
  flying += bytes;
  try {
    if (leaving && !("keepalive" in Request.prototype)) return navigator.sendBeacon(url, body) ? [] : lines;
    const signal = AbortSignal.timeout?.(30_000);
    const response = await fetch(url, { method: "POST", body, keepalive: true, credentials: "omit", signal, headers: options.headers?.(owner) });
    const { status } = response;
    log(status, lines.length);
    if (status == 413 && !half && lines[1]) {
      const middle = lines.length >> 1;
      return [...(await post(lines.slice(0, middle), leaving, true)), ...(await post(lines.slice(middle), leaving, true))];
    }
    if (status == 401 && owner) return post(lines.map((line) => line.slice(owner.length)), leaving, half);
    if (status == 408 || status == 429 || status > 499) {
      const after = response.headers.get("retry-after");
      if (after) pausedUntil = Date.now() + Math.min(DAY, +after * 1000 || Date.parse(after) - Date.now() || 0);
      return lines;
    }
    const refused = response.ok ? (await response.json().catch(log))?.rejected : [status];
    if (refused?.[0]) warn("refused events are dropped:", refused);
    return [];
  } catch (e) {
    log(e);
    return lines;
  } finally {
    flying -= bytes;
  }
};

/**
 * Sends one request, and keeps what it did not get there.
 *
 * @param {string[]} lines
 * @param {boolean} [leaving]
 */
const deliver = async (lines, leaving) => {
  const mine = leaving ? undefined : (flight = { lines, since: Date.now() });
  const left = await post(lines, leaving);
  if (flight == mine) flight = undefined;
  if (!granted()) return;
  const now = Date.now();
  if (left[0]) {
    const wait = Math.random() * Math.min(5 * MINUTE, 1000 * 2 ** ++failures);
    retryAt = Math.max(now + wait, pausedUntil + Math.random() * 1000);
  } else failures = 0;
  const rest = kept().filter((line) => !lines.includes(line));
  keep([...left, ...rest]);
  if (left[0] || rest[0] || buffer.length >= BATCH_EVENTS) send();
  if (!left[0]) adopt();
};

/**
 * Sends what there is, a request at a time; when the page is left, all that the browser takes at once. What cannot go now is kept.
 *
 * @type {(leaving?: boolean) => Promise<unknown> | undefined}
 */
const send = safe((leaving) => {
  clearTimeout(timer);
  timer = undefined;
  if (!granted()) return;
  bind(leaving);
  const old = kept();
  if (!options.endpoint) buffer.length = 0;
  const wait = retryAt - Date.now();
  const sent = [];
  if (wait <= 0 && leaving && navigator.onLine !== false) {
    for (let lines; (lines = take(buffer))[0]; ) sent.push(deliver(lines, leaving));
  }
  if (leaving || wait > 0 || buffer.length > 1000) old.push(...buffer.splice(0));
  if (!leaving && wait <= 0 && !flight) {
    const lines = take(old[0] ? [...old] : buffer);
    if (lines[0]) sent.push(deliver(lines));
  }
  keep(old);
  if (wait > 0 || buffer[0]) timer = setTimeout(send, Math.max(wait, BATCH_WAIT));
  return Promise.all(sent);
});

const onOnline = safe(() => {
  retryAt = pausedUntil;
  adopt();
  send();
});

/** `pagehide` comes before "hidden", and "visible" before `pageshow`. */
const onVisibility = safe((/** @type {Event} */ event) => {
  if (document.hidden) send(true);
  else {
    onActivity(event);
    autoView();
    adopt();
  }
});

const onPageHide = safe(() => {
  gone = true;
  send(true);
  const now = Date.now();
  const unanswered = flight && (now - flight.since > 2000 || kept().includes(flight.lines[0])) ? flight.lines : [];
  keep([...new Set([...unanswered, ...kept()])], Math.max(pausedUntil, unanswered[0] ? now + 5000 : 0));
});

const onPageShow = safe((/** @type {PageTransitionEvent} */ event) => {
  gone = false;
  if (event.persisted) {
    onActivity(event);
    autoView(true);
    adopt();
  }
});

// ---- Consent and identity

/** Forgets who the visitor is, on this device too. */
const forget = () => {
  write(CLIENT, 0);
  write(SESSION, 0, tabScope());
};

/** Begins what consent allows, from the start of the page or later. */
const begin = () => {
  if (allowed() == "denied") {
    forget();
    for (const key of [OWN, ...othersKeys()]) write(key, 0);
    unbound.length = buffer.length = 0;
    counted = "";
  } else {
    if (granted()) {
      const [load] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
      session(load?.type != "reload");
      clearTimeout(adoption);
      adoption = setTimeout(adopt, Math.random() * 1000);
    }
    autoView();
    bind();
  }
};

/**
 * Says whether events may be made and sent. Pending: nothing is stored on the device, the last 100 events wait in memory. Denied: they and all
 * that was stored are thrown away.
 *
 * @type {(value: Consent) => void}
 */
export const setConsent = safe((value) => {
  consent = value;
  if (running) begin();
});

/**
 * Says who the visitor is, in the events from now on. Without an id they are nobody again, as after a logout. It is not stored.
 *
 * @type {(id?: string | null, state?: LoginState) => void}
 */
export const identify = safe((id, state) => {
  userId = id == null ? null : "" + id;
  userLoginState = state || (userId ? "logged_in" : "anonymous");
});

/** Forgets the visitor: the next event has a new client and session, and no user. */
export const reset = safe(() => {
  bind(true);
  forget();
  identify(null);
});

// ---- Life cycle

/**
 * Begins. A second call does nothing, so it may stand where it is run more than once. What was tracked before is not lost.
 *
 * @type {(options?: Options) => void}
 */
export const init = safe((settings = {}) => {
  if (phase == 1) return;
  phase = 1;
  options = settings;
  consent ||= options.consent || "granted";
  if (options.userId || options.userLoginState) identify(options.userId, options.userLoginState);
  if (!options.endpoint) warn("no endpoint: nothing is sent");
  if (/** @type {any} */ (document).prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();
});

const start = safe(() => {
  running = true;
  const { signal } = (listening = new AbortController());
  /** @type {(types: string, listener: (event: any) => void) => void} */
  const on = (types, listener) => {
    for (const type of types.split(" ")) addEventListener(type, listener, { capture: true, passive: true, signal });
  };
  on("pointerdown pointermove keydown wheel touchmove", onActivity);
  on("visibilitychange", onVisibility);
  on("pagehide", onPageHide);
  on("pageshow", onPageShow);
  on("online", onOnline);
  if (options.clicks !== false) on("click", onClick);
  on("popstate", () => autoView());
  if (!watched) {
    watched = true;
    watch("pushState");
    watch("replaceState");
  }
  begin();
  for (const call of early.splice(0)) safe(call)();
});

/** @type {(call: () => void) => void} */
const whenRunning = safe((call) => {
  if (running) call();
  else if (phase < 2 && early.length < 100) early.push(call);
});

/**
 * Makes an event of this name, with these fields of the caller's own.
 *
 * @type {(name: string, props?: Props) => void}
 */
export const track = (name, props) => whenRunning(() => make(name, props));

/**
 * Counts a page view, unless this URL is the one that was counted last.
 *
 * @type {(props?: Props) => void}
 */
export const page = (props) => whenRunning(() => view(false, props));

/**
 * Sends now what waits to be sent. The promise is kept when there is an answer, good or bad, and never broken.
 *
 * @type {() => Promise<unknown>}
 */
export const flush = async () => send(true);

/** Sends what waits and stops listening. {@link init} begins anew. */
export const shutdown = safe(() => {
  send(true);
  listening?.abort();
  running = false;
  phase = 2;
});

/** By `<script type="module" src="…/clickstream.js" data-endpoint="…">`; `data-session-scope="tab"` is the option sessionScope, and so on. */
const initByScriptTag = safe(() => {
  for (const script of /** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll("script[type=module][data-endpoint]"))) {
    if (script.src == import.meta.url) {
      init(
        Object.fromEntries(
          Object.entries(script.dataset).map(([name, value]) => [name, value == "true" || (value == "false" ? false : value)]),
        ),
      );
    }
  }
});

initByScriptTag();
