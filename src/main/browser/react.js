"use client";

/**
 * The publisher in React 18 or later: a provider, a hook, and page views for routers that tell their URL.
 *
 * @module clickstream-browser/react
 */
import { createContext, createElement, useContext, useEffect, useRef } from "react";
import * as clickstream from "./clickstream.js";

/** The functions of the core: the same object in every render. @type {import("react").Context<typeof clickstream>} */
const Clickstream = createContext(clickstream);

/**
 * Starts the publisher once the page is in the browser, and tells it who the visitor is and what they allow. Effects of the components inside
 * run before that: what they track is held until then. It is not stopped when this is unmounted, so StrictMode changes nothing.
 *
 * @param {object} props
 * @param {import("./clickstream.js").Options} props.options as they are when this is first rendered
 * @param {string | null} [props.userId] null: nobody is logged in
 * @param {import("./clickstream.js").LoginState} [props.userLoginState]
 * @param {import("./clickstream.js").Consent} [props.consent]
 * @param {import("react").ReactNode} [props.children]
 */
export const ClickstreamProvider = ({ options, userId, userLoginState, consent, children }) => {
  useEffect(() => {
    if (userId !== undefined) clickstream.identify(userId, userLoginState);
  }, [userId, userLoginState]);
  useEffect(() => {
    if (consent) clickstream.setConsent(consent);
  }, [consent]);
  useEffect(() => {
    clickstream.init(options);
  }, []);
  return createElement(Clickstream.Provider, { value: clickstream }, children);
};

/** The functions of the core, such as `const { track } = useClickstream()`. */
export const useClickstream = () => useContext(Clickstream);

/**
 * Counts a page view when the router's URL changes, for the option `pageViews: false`; by itself the core counts them without this. In Next:
 * `usePageViews(usePathname(), useSearchParams().toString())`.
 *
 * @param {...(string | null | undefined)} url what the router says of its URL
 */
export const usePageViews = (...url) => {
  const key = url.join("?");
  useEffect(() => {
    clickstream.page();
  }, [key]);
};

/**
 * Does this once for a key, after rendering, as `useOnce(product.id, () => shop.productView(product))`: once in StrictMode too, where an effect
 * runs twice.
 *
 * @param {unknown} key
 * @param {() => void} work
 */
export const useOnce = (key, work) => {
  const done = useRef(/** @type {unknown} */ ({}));
  useEffect(() => {
    if (done.current === key) return;
    done.current = key;
    work();
  }, [key]);
};
