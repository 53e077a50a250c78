/**
 * Uploads images of products straight to their bucket, by permits of the ingest. Stands by itself.
 *
 * @module clickstream-browser/uploads
 */

/**
 * @typedef {object} UploadOptions
 * @property {string} endpoint the ingest's `/uploads`
 * @property {string} token of a user with a role that may upload
 * @property {string} [productId] whose image it is
 * @property {string} [key] the site's key, where the ingest asks for one
 * @property {AbortSignal} [signal] ends it early
 *
 * @typedef {object} UploadedImage
 * @property {string} url where the public finds it
 * @property {string} key in the bucket
 */

/** An upload that failed: where, and the ingest's code where it gave one. */
export class UploadError extends Error {
  /**
   * @param {"permit" | "put" | "complete"} step
   * @param {number} status of HTTP
   * @param {string} [code] such as `upload_too_large`
   * @param {string} [message]
   */
  constructor(step, status, code, message) {
    super(`${step}: ${status} ${message ?? ""}`.trim());
    this.name = "UploadError";
    this.step = step;
    this.status = status;
    this.code = code;
  }
}

/** How long a server may have us wait, in milliseconds: somebody is waiting, and a permit lasts for five minutes. */
const LONGEST_WAIT = 60_000;

/**
 * How long a server wants us to wait, in milliseconds; 0 where it does not say.
 *
 * @param {Response} [response]
 */
const retryAfter = (response) => {
  const after = response?.headers.get("retry-after");
  return after ? Math.max(0, Number(after) * 1000 || Date.parse(after) - Date.now() || 0) : 0;
};

/**
 * Waits, and is broken as soon as this is aborted.
 *
 * @param {number} ms
 * @param {AbortSignal | null} [signal]
 */
const wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve(undefined);
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });

/**
 * Sends a request, three times at most while the network or the server fails, and not before the server wants it: one that wants more than a
 * minute has failed. To put an image again is harmless: nothing is put over another.
 *
 * @param {string} url
 * @param {RequestInit} init
 * @param {number[]} [transient] what else passes, of the answers below 500
 * @returns {Promise<{ response: Response, again: boolean }>}
 */
const send = async (url, init, transient = []) => {
  for (let attempt = 1; ; attempt++) {
    /** @type {Response | undefined} */
    let response;
    try {
      response = await fetch(url, { ...init, credentials: "omit" });
    } catch (e) {
      if (attempt == 3 || init.signal?.aborted) throw e;
    }
    const after = retryAfter(response);
    const isTransient = !response || response.status > 499 || [408, 429, ...transient].includes(response.status);
    if (response && (attempt == 3 || !isTransient || after > LONGEST_WAIT)) return { response, again: attempt > 1 };
    await wait(Math.max(after, 500 * attempt), init.signal);
  }
};

/**
 * Uploads one image: asks for a permit, puts the image, and says that it is there.
 *
 * @param {Blob} image png, jpeg, webp or avif, of at most 5 MiB
 * @param {UploadOptions} options
 * @returns {Promise<UploadedImage>} broken with an {@link UploadError}, or with what `fetch` throws
 */
export const uploadImage = async (image, { endpoint, token, productId, key, signal }) => {
  /** @param {"permit" | "complete"} step @param {string} path @param {unknown} body */
  const ask = async (step, path, body) => {
    const { response } = await send(endpoint.replace(/\/$/, "") + path, {
      method: "POST",
      headers: { authorization: "Bearer " + token, "content-type": "application/json", ...(key ? { "x-api-key": key } : {}) },
      body: JSON.stringify(body),
      signal,
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new UploadError(step, response.status, answer.code, answer.message);
    return answer;
  };

  const permit = await ask("permit", "", { contentType: image.type, contentLength: image.size, productId });
  // 409: another PUT to the key was under way, as where the first try's answer was lost. S3 wants it sent again.
  const { response, again } = await send(permit.url, { method: permit.method, headers: permit.headers, body: image, signal }, [409]);
  // 412: it is there, put by a try whose answer was lost.
  if (!response.ok && !(again && response.status == 412)) throw new UploadError("put", response.status);
  const { url } = await ask("complete", "/complete", { key: permit.key });
  return { url, key: permit.key };
};
