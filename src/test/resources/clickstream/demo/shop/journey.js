/** What stands beside the pages: the events that this visitor's clicks made, and what has become of them. */

const list = /** @type {HTMLElement} */ (document.querySelector("aside ol"));

/** The items by the ids of their events. @type {Map<string, HTMLElement>} */
const items = new Map();

/**
 * @param {import("clickstream-browser").ClickstreamEvent} event
 * @param {string} [key] of the object that it is stored in
 * @param {Record<string, unknown>} [row] that was loaded
 */
const show = (event, key, row) => {
  let item = items.get(event.eventId);
  if (!item) {
    item = document.createElement("li");
    item.innerHTML = "<details><summary><time></time> <b></b> <span>made</span></summary><pre></pre></details>";
    items.set(event.eventId, item);
    const made = (item.dataset.made = `${event.eventTimestamp} ${`${event.seq}`.padStart(6, "0")}`);
    const others = /** @type {HTMLElement[]} */ ([...list.children]);
    list.insertBefore(item, others.find((other) => `${other.dataset.made}` < made) ?? null);
  }
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (item.querySelector(name));
  const state = row ? "loaded" : key ? "stored" : "made";
  if (item.dataset.state == state) return;
  item.dataset.state = state;
  part("time").textContent = new Date(event.eventTimestamp).toLocaleTimeString("vi-VN");
  part("b").textContent = event.eventName;
  part("span").textContent = state;
  part("pre").textContent = [key && "s3: " + key, event, row && "public.clickstream_events:", row]
    .filter(Boolean)
    .map((each) => (typeof each == "string" ? each : JSON.stringify(each, null, 1)))
    .join("\n");
};

/** For the publisher's onEvent. @param {import("clickstream-browser").ClickstreamEvent} event */
export const note = (event) => show(event);

const ask = async () => {
  const client = localStorage.getItem("sbw_clickstream_client_id");
  try {
    const answer = client && (await fetch("/api/journey?client=" + encodeURIComponent(client)));
    for (const { event, key, row } of answer ? await answer.json() : []) show(event, key, row);
  } catch {
    // The demonstration has ended, or the page is being left.
  }
  setTimeout(ask, 1000);
};

ask();
