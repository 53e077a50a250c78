import { Product } from "../../../../../parts/pages";

const Page = async ({ params }) => <Product base="/told" id={(await params).id} />;

export default Page;
