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

/**
 * Sends a request, three times at most while the network or the server fails. To put an image again is harmless: nothing is put over another.
 *
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<{ response: Response, again: boolean }>}
 */
const send = async (url, init) => {
  for (let attempt = 1; ; attempt++) {
    /** @type {Response | undefined} */
    let response;
    try {
      response = await fetch(url, { ...init, credentials: "omit" });
    } catch (e) {
      if (attempt == 3 || init.signal?.aborted) throw e;
    }
    if (response && (attempt == 3 || (response.status < 500 && response.status != 429))) return { response, again: attempt > 1 };
    await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
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
  const { response, again } = await send(permit.url, { method: permit.method, headers: permit.headers, body: image, signal });
  // 412: it is there, put by a try whose answer was lost.
  if (!response.ok && !(again && response.status == 412)) throw new UploadError("put", response.status);
  const { url } = await ask("complete", "/complete", { key: permit.key });
  return { url, key: permit.key };
};
