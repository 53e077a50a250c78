"use client";

import { useOnce } from "clickstream-browser/react";
import { createShop } from "clickstream-browser/shop";
import Link from "next/link";
import { useRouter } from "next/navigation";

const shop = createShop();

/** @param {{ base: string }} props where the pages of this layout begin */
export const Home = ({ base }) => (
  <main>
    <h1>Trang chủ</h1>
    <Link href={`${base}/p/1`}>Áo thun</Link>
  </main>
);

/** A product, and buttons for all that a router can be told to do. */
export const Product = ({ base, id }) => {
  const router = useRouter();
  useOnce(id, () => shop.productView({ id, name: "Áo thun" }));
  const acts = {
    push: () => router.push(`${base}/p/2`),
    query: () => router.replace(`${base}/p/2?size=M`),
    same: () => router.push(`${base}/p/2?size=M`),
    refresh: () => router.refresh(),
    hash: () => router.push(`${base}/p/2?size=M#danh-gia`),
    back: () => router.back(),
  };
  return (
    <main>
      <h1>Áo thun {id}</h1>
      {Object.entries(acts).map(([name, act]) => (
        <button key={name} id={name} onClick={act}>
          {name}
        </button>
      ))}
      <p id="danh-gia">Đánh giá</p>
    </main>
  );
};
