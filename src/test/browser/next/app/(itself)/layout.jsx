import { Clickstream } from "../../parts/clickstream";

const Layout = ({ children }) => (
  <html lang="vi">
    <body>
      <Clickstream>{children}</Clickstream>
    </body>
  </html>
);

export default Layout;
