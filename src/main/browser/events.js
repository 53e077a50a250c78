/**
 * The publisher for the events API, which knows users by their tokens. Page, clicks, queue and all else are the core's.
 *
 * @module clickstream-browser/events
 */
import { init as initCore } from "./clickstream.js";

/**
 * @typedef {import("./clickstream.js").Options} Options
 *
 * @typedef {string | null | undefined} Token
 *
 * @typedef {object} Identified
 * @property {Token | (() => Token)} [token] of the user that is logged in, or what gives the one at hand, for a token does not last; without
 *   one the visitor is a guest, known by client and session
 */

/**
 * What a token says, nothing of what is none. Its signature is the ingest's to look at.
 *
 * @param {Token} token
 * @returns {{ sub?: string, exp?: number }}
 */
const claimsOf = (token) => {
  try {
    return JSON.parse(atob((token || "").split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))) || {};
  } catch {
    return {};
  }
};

/**
 * A mark of a token's user: the same on every page and after every login, and too short to tell who it is of. Empty without a user.
 *
 * @param {Token} token
 */
const markOf = (token) => {
  const { sub } = claimsOf(token);
  // FNV-1a, of 32 bits: https://www.rfc-editor.org/rfc/rfc9923
  return sub ? [..."" + sub].reduce((hash, c) => Math.imul(hash ^ (c.codePointAt(0) ?? 0), 16_777_619) >>> 0, 2_166_136_261).toString(36) : "";
};

/**
 * Options for the core's `init`, or for React's provider, which send the token along with the events of its own user: an event that was made by
 * a guest, or by the user before, goes without one, however late it goes. With a token the browser asks the ingest by OPTIONS first, every two
 * hours or so.
 *
 * @param {Options & Identified} options
 * @returns {Options}
 */
export const withToken = ({ token, ...options }) => {
  const now = () => (typeof token == "function" ? token() : token);
  return {
    ...options,
    owner: () => {
      try {
        return markOf(now());
      } catch {
        return "";
      }
    },
    headers: (owner) => {
      if (!owner) return undefined;
      const current = now();
      // One that has expired by this browser's clock, or does not say when it will, would cost a refusal.
      const isGood = markOf(current) == owner && Number(claimsOf(current).exp) * 1000 > Date.now();
      return isGood ? { authorization: "Bearer " + current } : undefined;
    },
  };
};

/**
 * Begins, as the core's `init`.
 *
 * @param {Options & Identified} options
 */
export const init = (options) => initCore(withToken(options));
