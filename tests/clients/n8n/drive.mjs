// Runs operations of n8n's Tiendanube node, its own compiled code, against a server:
//
//   node drive.mjs BASE_URL TOKEN STORE_ID  <  [{"operation": "get", "parameters": {"customerId": "7"}}, ...]
//
// One JSON document on standard output: for each operation its `items`, or its `error` with `httpCode`, and the
// `requests` that the node made for it.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const { Tiendanube } = require("n8n-nodes-tiendanube-integration/dist/nodes/Tiendanube/Tiendanube.node.js");

const PLATFORM = "https://api.tiendanube.com"; // fixed in the node's code; only our transport knows better
const [baseUrl, accessToken, storeId] = process.argv.slice(2);

// What n8n gives a node as `this.helpers.request` (the interface of the npm package request, with `json: true`).
async function request(options, requests) {
  if (!options.uri.startsWith(`${PLATFORM}/`)) throw new Error(`not the platform: ${options.uri}`);
  const target = new URL(baseUrl + options.uri.slice(PLATFORM.length));
  for (const [name, value] of Object.entries(options.qs ?? {})) target.searchParams.append(name, String(value));
  const answer = await fetch(target, {
    method: options.method,
    headers: { Accept: "application/json", ...options.headers },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });
  const body = parsed(await answer.text());
  requests.push({ method: options.method, target: target.pathname + target.search, status: answer.status });
  if (answer.ok) return body;
  throw Object.assign(new Error(`${answer.status} - ${JSON.stringify(body)}`), {
    name: "StatusCodeError",
    statusCode: answer.status,
    error: body,
  });
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return body; // as the package request does
  }
}

// What n8n binds to `this` while a node runs on one input item.
function context(step, requests) {
  const parameters = { resource: "customer", operation: step.operation, ...step.parameters };
  return {
    getInputData: () => [{ json: {} }],
    getNode: () => ({ name: "Tiendanube", type: "tiendanube" }),
    getNodeParameter(name, _item, fallback) {
      if (name in parameters) return parameters[name];
      if (fallback !== undefined) return fallback;
      throw new Error(`Could not get parameter: ${name}`);
    },
    getCredentials: async () => ({ accessToken, storeId, userAgent: "n8n-node (email@example.com)" }),
    continueOnFail: () => false,
    helpers: { request: (options) => request(options, requests) },
  };
}

async function run(step) {
  const requests = [];
  try {
    const [items] = await new Tiendanube().execute.call(context(step, requests));
    return { items: items.map((item) => item.json), requests };
  } catch (error) {
    return { error: error.message, httpCode: error.httpCode ?? null, requests };
  }
}

const results = [];
for (const step of JSON.parse(await text(process.stdin))) results.push(await run(step));
process.stdout.write(JSON.stringify(results));
