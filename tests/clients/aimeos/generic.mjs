// kitsu, a client of any JSON:API, reads and writes an account with a bearer token:
//
//   node generic.mjs SERVICE_URL TOKEN
//
// One JSON document on standard output: what each of its calls came to.
import Kitsu from "kitsu";

const [baseURL, token] = process.argv.slice(2);
const api = new Kitsu({
  baseURL,
  pluralize: false,
  camelCaseTypes: false,
  resourceCase: "none",
  headers: { Authorization: `Bearer ${token}` },
});
const found = {};

found.shown = await api.get("customer", { params: { include: "customer/address,customer/property" } });
found.sparse = await api.get("customer", { params: { fields: { customer: "customer.email" } } });
found.addresses = await api.get("customer", { params: { related: "address" } });
found.properties = await api.get("customer", { params: { related: "property" } });
found.written = await api.post("customer", { "customer.city": "Kiel" });
found.nobody = await new Kitsu({ baseURL, pluralize: false, camelCaseTypes: false, resourceCase: "none" }).get(
  "customer",
);
found.refused = await api.get("customer", { params: { fields: "customer.email" } }).catch((error) => ({
  status: error.response.status,
  errors: error.errors,
}));
console.log(JSON.stringify(found));
