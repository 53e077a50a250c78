/**
 * An honest ingest for the tests: stores what it acknowledges and records every request. Where an ingest and its bucket are named (see
 * {@link stored.js}), requests go on to it, and what is stored is what lies in the bucket; what goes wrong on the way is still decided here.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { eventsInBucket, ingest } from "./stored.js";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": "86400",
};

/**
 * @typedef {object} Answer
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {unknown} [body] answered as JSON
 * @property {Promise<unknown>} [after] answered after this
 * @property {boolean} [broken] the connection is closed without an answer
 */

export class Receiver {
  /** @type {{ method: string, url: string, headers: import("node:http").IncomingHttpHeaders, body: string, events: any[], at: number }[]} */
  requests = [];

  /** What is answered in place of 200, which is what undefined stands for. @type {(request: Receiver["requests"][0]) => Answer | undefined} */
  behave = () => undefined;

  /** Where events are sent to. */
  endpoint = "";

  /** Whether requests may bear a token: then browsers ask before they send. */
  takesTokens = false;

  /** @type {any[]} */
  #stored = [];

  #server = createServer((request, response) => {
    this.#answer(request, response).catch((e) => response.destroy(e));
  });

  async start() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    this.endpoint = `http://127.0.0.1:${port}/clickstream`;
    return this;
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The events that were acknowledged, or that lie in the bucket, as often as they were sent. */
  async stored() {
    return ingest ? eventsInBucket(this.requests.flatMap((request) => request.events.map((event) => event.eventId))) : this.#stored;
  }

  /** Forgets all that has come. */
  forget() {
    this.requests = [];
    this.#stored = [];
  }

  /** @param {import("node:http").IncomingMessage} incoming @param {import("node:http").ServerResponse} response */
  async #answer(incoming, response) {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const request = {
      method: incoming.method ?? "",
      url: incoming.url ?? "",
      headers: incoming.headers,
      body,
      events: body ? body.split("\n").map((line) => JSON.parse(line)) : [],
      at: Date.now(),
    };
    this.requests.push(request);
    const answer = this.behave(request);
    await answer?.after;
    if (answer?.broken) return response.destroy();
    if (answer?.status && answer.status != 200) return this.#end(response, answer.status, answer.body ?? { success: false }, answer.headers);
    if (ingest) {
      const { host, connection, ...headers } = /** @type {Record<string, string>} */ (incoming.headers);
      const real = await fetch(ingest + "/clickstream", { method: request.method, headers, body: body || undefined });
      response.writeHead(real.status, Object.fromEntries([...real.headers].filter(([name]) => !/^(connection|content-length|transfer-encoding)$/.test(name))));
      return response.end(Buffer.from(await real.arrayBuffer()));
    }
    if (request.method == "OPTIONS") return this.#end(response, 204);
    const rejected = /** @type {any} */ (answer?.body)?.rejected ?? [];
    this.#stored.push(...request.events.filter((_, index) => !rejected.some((/** @type {any} */ refused) => refused.index == index)));
    return this.#end(response, 200, answer?.body ?? { success: true, accepted: request.events.length }, answer?.headers);
  }

  /** @param {import("node:http").ServerResponse} response @param {number} status @param {unknown} [body] @param {Record<string, string>} [headers] */
  #end(response, status, body, headers) {
    response.writeHead(status, {
      ...CORS,
      "access-control-allow-headers": "content-type, content-encoding, x-api-key" + (this.takesTokens ? ", authorization" : ""),
      "content-type": "application/json",
      ...headers,
    });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }
}
