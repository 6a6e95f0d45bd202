// A shop's script: Node's fetch, a cookie jar, and no address but the two that it is given.
//
//   node visit.mjs SERVICE_URL LOGIN_URL
//
// Every other address comes from an answer: the resource from OPTIONS, the rest from links. One JSON document on
// standard output: for each step its name, status, and what it found.
import makeFetchCookie from "fetch-cookie";

const [serviceUrl, loginUrl] = process.argv.slice(2);
const jarFetch = makeFetchCookie(fetch);
const steps = [];
let csrf = null;
let prefix = null;

// The address with parameters added, nested as the service asks: `ai[fields][customer]` for `fields[customer]`.
function withParameters(address, parameters) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    const [head, ...rest] = name.split("[");
    url.searchParams.append(prefix ? [`${prefix}[${head}]`, ...rest].join("[") : name, value);
  }
  return url;
}

async function step(name, method, address, { parameters = {}, body, found = () => undefined } = {}) {
  const writes = !["GET", "OPTIONS"].includes(method);
  const token = writes && csrf ? { [csrf.name]: csrf.value } : {};
  const answer = await jarFetch(withParameters(address, { ...parameters, ...token }), {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/vnd.api+json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const document = await answer.json();
  if (document.meta?.csrf) csrf = document.meta.csrf;
  if (document.meta && "prefix" in document.meta) prefix = document.meta.prefix;
  steps.push({ name, status: answer.status, found: answer.ok ? found(document) : document });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return document;
}

const attributes = (document) => document.data.attributes;
const write = (values) => ({ body: { data: { attributes: values } } });

try {
  const service = await step("service", "OPTIONS", serviceUrl, { found: (it) => Object.keys(it.meta.resources) });
  const customer = service.meta.resources.customer;
  await step("form", "OPTIONS", customer, {
    found: (it) => Object.entries(it.meta.attributes).filter(([, one]) => one.required).map(([name]) => name),
  });
  const nobody = await step("nobody", "GET", customer, { found: (it) => it.data.id });
  await step("create", "POST", nobody.links.self, {
    ...write({
      "customer.email": "script@example.com",
      "customer.password": "correct horse battery",
      "customer.firstname": "Scarlett",
      "customer.lastname": "Cript",
      "customer.city": "Essen",
    }),
    found: (it) => typeof it.data.id,
  });
  const anonymous = csrf.value;
  await step("login", "POST", loginUrl, {
    body: { email: "script@example.com", password: "correct horse battery" },
    found: () => csrf.value !== anonymous,
  });
  const shown = await step("show", "GET", customer, {
    parameters: { include: "customer/address,customer/property", "fields[customer]": "customer.email,customer.city" },
    found: (it) => ({ attributes: attributes(it), included: it.included, allow: it.data.links.self.allow }),
  });
  await step("change", "PATCH", shown.data.links.self.href, {
    ...write({ "customer.city": "Kiel", "customer.telephone": "+49 431 1" }),
    found: (it) => [attributes(it)["customer.city"], attributes(it)["customer.label"]],
  });
  for (const [name, link, value, changed] of [
    ["address", "customer/address", { "customer.address.city": "Berlin" }, { "customer.address.city": "Bonn" }],
    [
      "property",
      "customer/property",
      { "customer.property.type": "size", "customer.property.value": "M" },
      { "customer.property.value": "L" },
    ],
  ]) {
    const [key] = Object.keys(changed);
    const values = (it) => [it.data].flat().map((one) => one.attributes[key]);
    const added = await step(`add ${name}`, "POST", shown.links[link].href, { ...write(value), found: values });
    const own = added.data[0].links.self.href;
    await step(`change ${name}`, "PATCH", own, { ...write(changed), found: values });
    await step(`list ${name}`, "GET", shown.links[link].href, { found: values });
    await step(`with ${name}`, "GET", customer, {
      parameters: { include: link },
      found: (it) => it.included.filter((one) => [link, link.replace("/", ".")].includes(one.type)).map((one) => one.attributes[key]),
    });
    await step(`remove ${name}`, "DELETE", own);
    await step(`no ${name}`, "GET", shown.links[link].href, { found: values });
  }
  await step("delete", "DELETE", shown.data.links.self.href, { found: (it) => it.meta.total });
  await step("gone", "GET", customer, { found: (it) => [it.data.id, attributes(it)["customer.email"]] });
} finally {
  console.log(JSON.stringify(steps));
}
