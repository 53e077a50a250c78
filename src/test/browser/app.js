/** A shop of two pages in React, with a router of the simplest kind, in StrictMode. */
import { createElement, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { ClickstreamProvider, useClickstream, useOnce, usePageViews } from "../../main/browser/react.js";
import { createShop } from "../../main/browser/shop.js";

const shop = createShop();

const Home = () => {
  const { track } = useClickstream();
  useOnce("home", () => track("home_view"));
  return "Trang chủ";
};

const Product = () => {
  useOnce("p-1", () => shop.productView({ id: "p-1", name: "Áo thun" }));
  return "Áo thun";
};

const App = () => {
  const [path, setPath] = useState(location.pathname);
  usePageViews(path);
  const open = () => {
    history.replaceState({ scroll: scrollY }, "");
    history.pushState({}, "", "/p/1");
    history.replaceState({ key: "1" }, "");
    setPath("/p/1");
  };
  return createElement("div", null, createElement("button", { onClick: open }, "Sản phẩm"), createElement(path == "/" ? Home : Product));
};

createRoot(/** @type {Element} */ (document.querySelector("main"))).render(
  createElement(
    StrictMode,
    null,
    createElement(ClickstreamProvider, { options: { endpoint: /** @type {any} */ (window).endpoint }, userId: "u-1" }, createElement(App)),
  ),
);
