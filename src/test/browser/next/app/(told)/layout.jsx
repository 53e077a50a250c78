import { ToldClickstream } from "../../parts/clickstream";

const Layout = ({ children }) => (
  <html lang="vi">
    <body>
      <ToldClickstream>{children}</ToldClickstream>
    </body>
  </html>
);

export default Layout;
