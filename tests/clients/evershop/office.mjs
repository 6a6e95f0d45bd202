// The requests of EverShop 2.2's administration that concern customers: the grid, its bulk actions, the edit page.

const JSON_ONLY = { "Content-Type": "application/json" };
const AXIOS = { Accept: "application/json, text/plain, */*", ...JSON_ONLY };
const GRAPHQL = "application/graphql-response+json, application/graphql+json, application/json";

const GRID = `query Query($filters: [FilterInput]) {
  customers(filters: $filters) {
    items { customerId uuid fullName email status createdAt { value text } editUrl updateApi }
    total
    currentFilters { key operation value }
  }
}`;

const EDIT_PAGE = `query Query($customerUuid: String) {
  general: customer(id: $customerUuid) { customerId fullName email status group { groupName } }
  heading: customer(id: $customerUuid) { fullName }
  history: customer(id: $customerUuid) {
    orders { orderNumber uuid createdAt { text } shipmentStatus { name code badge } grandTotal { text } editUrl }
  }
  fields: customer(id: $customerUuid) { metaData updateMetafieldsApi }
  setting { storeCurrency }
}`;

// The filters of a grid, as its page makes them from its own address.
export function filtersOf(address) {
  const filters = new Map();
  for (const [name, value] of new URL(address, "http://shop").searchParams) {
    const [, key, part] = /^([^[]+)(?:\[(operation|value)\])?$/.exec(name);
    const known = filters.get(key);
    if (part !== undefined) filters.set(key, { ...known, key, [part]: value });
    else if (known) filters.set(key, { key, operation: "in", value: `${known.value},${value}` });
    else filters.set(key, { key, operation: "eq", value });
  }
  return [...filters.values()];
}

export class Office {
  #browser;
  #rows = [];

  constructor(browser) {
    this.#browser = browser;
  }

  async login(form) {
    return this.#told(await this.#browser.send("POST", "/admin/user/login", JSON_ONLY, form));
  }

  async logout() {
    return this.#told(await this.#browser.send("GET", "/admin/user/logout", JSON_ONLY));
  }

  // The table behind an address such as `/admin/customers?keyword=ann`.
  async grid(address) {
    const data = await this.#query(GRID, { filters: filtersOf(address) });
    this.#rows = data.customers.items;
    return data.customers;
  }

  async editPage({ email }) {
    return this.#query(EDIT_PAGE, { customerUuid: this.#row(email).uuid });
  }

  async disable({ emails }) {
    return this.#setStatus(emails, 0);
  }

  async enable({ emails }) {
    return this.#setStatus(emails, 1);
  }

  async saveFields({ email, metafields }) {
    const { fields } = await this.editPage({ email });
    return this.#told(await this.#browser.send("PATCH", fields.updateMetafieldsApi, AXIOS, { metafields }));
  }

  // One request for each row that is ticked, all at once, whatever becomes of the others.
  async #setStatus(emails, status) {
    const ticked = emails.map((email) => this.#row(email));
    const sent = ticked.map((row) => this.#browser.send("PATCH", row.updateApi, AXIOS, { status }));
    return (await Promise.all(sent)).map((answer) => this.#told(answer).data.status);
  }

  #row(email) {
    const found = this.#rows.find((row) => row.email === email);
    if (!found) throw new Error(`not in the table: ${email}`);
    return found;
  }

  async #query(query, variables) {
    const body = { operationName: "Query", query, variables };
    const headers = { ...JSON_ONLY, Accept: GRAPHQL };
    return this.#told(await this.#browser.send("POST", "/api/admin/graphql", headers, body)).data;
  }

  #told({ ok, json }) {
    if (!ok || json.error) throw new Error(json.error?.message);
    return json;
  }
}
