import { Home } from "../../../parts/pages";

const Page = () => <Home base="/told" />;

export default Page;
