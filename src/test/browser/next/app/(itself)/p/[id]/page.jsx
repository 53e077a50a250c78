import { Product } from "../../../../parts/pages";

const Page = async ({ params }) => <Product base="" id={(await params).id} />;

export default Page;
