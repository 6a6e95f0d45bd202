// A browser as far as EverShop's pages need one: it keeps the cookies of one site, and remembers what was asked.

export class Browser {
  #site;
  #cookies = new Map();
  requests = [];

  constructor(site) {
    this.#site = site;
  }

  // The status, and the JSON that came: `fetch` of a page on the same site.
  async send(method, path, headers, body) {
    const answer = await fetch(this.#site + path, {
      method,
      headers: { ...headers, ...this.#remembered() },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "manual",
    });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    this.requests.push({ method, target: path, status: answer.status });
    return { ok: answer.ok, status: answer.status, json: await answer.json() };
  }

  #remembered() {
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    return cookies.length ? { Cookie: cookies.join("; ") } : {};
  }

  #keep(cookie) {
    const [pair, ...attributes] = cookie.split(";").map((part) => part.trim());
    const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const expires = attributes.find((attribute) => /^expires=/i.test(attribute));
    const path = attributes.find((attribute) => /^path=/i.test(attribute));
    if (path !== undefined && path.toLowerCase() !== "path=/") throw new Error(`not for the whole site: ${cookie}`);
    if (expires !== undefined && Date.parse(expires.slice("expires=".length)) <= Date.now()) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
