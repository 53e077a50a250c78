/**
 * What lies in the bucket of a real ingest. Without settings the tests use a receiver of their own. With them they run against the ingest:
 *
 * CLICKSTREAM_TESTING_INGEST: its address, such as http://127.0.0.1:8080
 * CLICKSTREAM_TESTING_S3: the address of its S3 server; CLICKSTREAM_TESTING_BUCKET, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION
 */
import { createHash, createHmac } from "node:crypto";
import { gunzipSync } from "node:zlib";

const { env } = process;

export const ingest = env.CLICKSTREAM_TESTING_INGEST;

/** @param {string | Buffer} key @param {string} text */
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** @param {string} text */
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/**
 * A signed GET: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @param {string} path
 * @param {Record<string, string>} [query]
 */
const get = async (path, query = {}) => {
  const url = new URL(`${env.CLICKSTREAM_TESTING_S3}/${env.CLICKSTREAM_TESTING_BUCKET}${path}`);
  url.search = Object.keys(query)
    .sort()
    .map((name) => `${name}=${encodeURIComponent(query[name])}`)
    .join("&");
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const region = env.AWS_REGION ?? "us-east-1";
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const signed = "host;x-amz-content-sha256;x-amz-date";
  const empty = sha256("");
  const canonical = `GET\n${url.pathname}\n${url.search.slice(1)}\nhost:${url.host}\nx-amz-content-sha256:${empty}\nx-amz-date:${time}\n\n${signed}\n${empty}`;
  const key = scope.split("/").reduce((/** @type {string | Buffer} */ last, part) => hmac(last, part), `AWS4${env.AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString("hex");
  const response = await fetch(url, {
    headers: {
      "x-amz-date": time,
      "x-amz-content-sha256": empty,
      authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
    },
  });
  if (!response.ok) throw new Error(`${response.status} for ${url}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
};

/** Objects that were read; they never change. @type {Map<string, any[]>} */
const objects = new Map();

/**
 * The events in the bucket that have one of these ids.
 *
 * @param {string[]} ids
 */
export const eventsInBucket = async (ids) => {
  let token = "";
  do {
    const page = (await get("", { "list-type": "2", prefix: "events/", ...(token && { "continuation-token": token }) })).toString("utf8");
    for (const [, key] of page.matchAll(/<Key>([^<]+)<\/Key>/g)) {
      if (objects.has(key)) continue;
      const bytes = await get(`/${key}`);
      const text = (key.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      objects.set(
        key,
        text
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      );
    }
    token = /<NextContinuationToken>([^<]+)/.exec(page)?.[1] ?? "";
  } while (token);
  const wanted = new Set(ids);
  return [...objects.values()].flat().filter((event) => wanted.has(event.eventId));
};
