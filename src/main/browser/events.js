/**
 * The publisher for the events API, which knows users by their tokens. Page, clicks, queue and all else are the core's.
 *
 * @module clickstream-browser/events
 */
import { init as initCore } from "./clickstream.js";

/**
 * @typedef {import("./clickstream.js").Options} Options
 *
 * @typedef {object} Identified
 * @property {string | null | (() => string | null | undefined)} [token] of the user that is logged in, or what gives the one at hand, for a token
 *   does not last; without one the visitor is a guest, known by client and session
 */

/**
 * Whether a token is there and has not expired by this browser's clock: an expired one would cost its events, without one they are a guest's.
 *
 * @param {string | null | undefined} token
 */
const isGood = (token) => {
  try {
    const claims = JSON.parse(atob((token || "").split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    return !(claims.exp * 1000 < Date.now());
  } catch {
    return false;
  }
};

/**
 * Options for the core's `init`, or for React's provider, which send the token along. With a token the browser asks the ingest by OPTIONS first,
 * every two hours or so.
 *
 * @param {Options & Identified} options
 * @returns {Options}
 */
export const withToken = ({ token, ...options }) => ({
  ...options,
  headers: () => {
    const now = typeof token == "function" ? token() : token;
    return isGood(now) ? { authorization: "Bearer " + now } : undefined;
  },
});

/**
 * Begins, as the core's `init`.
 *
 * @param {Options & Identified} options
 */
export const init = (options) => initCore(withToken(options));
