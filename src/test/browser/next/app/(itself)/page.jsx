import { Home } from "../../parts/pages";

const Page = () => <Home base="" />;

export default Page;
