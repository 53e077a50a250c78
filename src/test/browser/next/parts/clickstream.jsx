"use client";

import { ClickstreamProvider, usePageViews } from "clickstream-browser/react";
import { usePathname, useSearchParams } from "next/navigation";
import { Suspense } from "react";

const endpoint = process.env.NEXT_PUBLIC_CLICKSTREAM_ENDPOINT;

/** As in the publisher's README: page views come by themselves. */
export const Clickstream = ({ children }) => <ClickstreamProvider options={{ endpoint }}>{children}</ClickstreamProvider>;

const PageViews = () => {
  usePageViews(usePathname(), useSearchParams().toString());
  return null;
};

/** As there too: the router says what a page view is. */
export const ToldClickstream = ({ children }) => (
  <ClickstreamProvider options={{ endpoint, pageViews: false }}>
    <Suspense>
      <PageViews />
    </Suspense>
    {children}
  </ClickstreamProvider>
);
