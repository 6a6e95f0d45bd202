// Acts on EverShop's pages, against a server; the storefront and the administration are two browsers:
//
//   node drive.mjs BASE_URL  <  [{"page": "storefront", "act": "login", "given": {"email": ...}}, ...]
//
// One JSON document on standard output: for each act what it `came` to, or the `error` that the page shows, and the
// `requests` that were sent for it.
import { text } from "node:stream/consumers";

import { Browser } from "./browser.mjs";
import { Office } from "./office.mjs";
import { Storefront } from "./storefront.mjs";

const browsers = { storefront: new Browser(process.argv[2]), office: new Browser(process.argv[2]) };
const pages = { storefront: new Storefront(browsers.storefront), office: new Office(browsers.office) };

async function run({ page, act, given }) {
  const { requests } = browsers[page];
  const before = requests.length;
  try {
    const came = await pages[page][act](given);
    return { came: came ?? null, requests: requests.slice(before) };
  } catch (error) {
    return { error: error.message, requests: requests.slice(before) };
  }
}

const outcomes = [];
for (const step of JSON.parse(await text(process.stdin))) outcomes.push(await run(step));
process.stdout.write(JSON.stringify(outcomes));
