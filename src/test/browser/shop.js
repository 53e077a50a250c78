/** A small shop for the tests: serves pages that a test writes, and the publisher as it lies in the sources. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const sources = new URL("../../main/browser/", import.meta.url);

export class Shop {
  /** What is served under a path: a page, or a page with headers. @type {Map<string, { body: string, headers: Record<string, string>, after?: Promise<unknown> }>} */
  pages = new Map();

  /** @type {import("node:http").IncomingMessage[]} */
  requests = [];

  port = 0;

  /** Where pages are opened. */
  origin = "";

  #server = createServer(async (request, response) => {
    this.requests.push(request);
    const { pathname } = new URL(request.url ?? "/", "http://shop");
    const page = this.pages.get(pathname);
    await page?.after;
    if (page) {
      response.writeHead(200, { "content-type": pathname.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8", ...page.headers });
      response.end(page.body);
    } else if (/^\/\w+\.js$/.test(pathname)) {
      response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" });
      response.end(await readFile(new URL("." + pathname, sources)).catch(() => ""));
    } else {
      response.writeHead(404).end();
    }
  });

  async start() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    return this;
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * @param {string} path
   * @param {string} body
   * @param {Record<string, string>} [headers]
   * @param {Promise<unknown>} [after] it is served after this
   */
  serve(path, body, headers = {}, after) {
    this.pages.set(path, { body, headers, after });
  }
}
