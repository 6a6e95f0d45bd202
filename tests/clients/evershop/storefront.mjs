// The requests of EverShop 2.2's storefront that concern customers, in the order in which its components send them.
// The data of its pages come from the GraphQL endpoint: so do they here, with the fields that the base page asks for.

const JSON_ONLY = { "Content-Type": "application/json" };
const LOCALE = { "X-Locale": "en" }; // what the storefront adds to every request to its own site
const GRAPHQL = "application/graphql-response+json, application/graphql+json, application/json";

const MONEY = "{ value text }";
const PLACE = "{ code name }";
const ADDRESS = `fullName telephone address1 address2 city province ${PLACE} country ${PLACE} postcode`;
const STATE = "{ name code badge }";
const AMOUNTS = [
  "taxAmount", "totalTaxAmount", "discountAmount", "shippingFeeExclTax", "shippingFeeInclTax", "shippingTaxAmount",
  "subTotal", "subTotalInclTax", "subTotalWithDiscount", "subTotalWithDiscountInclTax", "taxAmountBeforeDiscount",
  "grandTotal",
];
const ITEM_AMOUNTS = [
  "productPrice", "productPriceInclTax", "finalPrice", "finalPriceInclTax", "taxAmount", "taxAmountBeforeDiscount",
  "discountAmount", "lineTotal", "subTotal", "lineTotalWithDiscount", "lineTotalWithDiscountInclTax",
  "lineTotalInclTax", "total",
];
const amounts = (names) => names.map((name) => `${name} ${MONEY}`).join(" ");

const ACCOUNT_PAGE = `query Query {
  myCart { ...ShoppingCart addItemApi addAddressApi checkoutApi items { ...ShoppingCartItem cartItemId removeApi } }
  customer: currentCustomer {
    customerId uuid email fullName groupId createdAt { value text } addAddressApi updateProfileApi
    addresses { addressId uuid ${ADDRESS} isDefault updateApi deleteApi }
    orders {
      ...ShoppingCart
      orderId status ${STATE} orderNumber shipmentStatus ${STATE} paymentStatus ${STATE}
      items { ...ShoppingCartItem orderItemId }
    }
  }
  themeConfig { copyRight }
  loginApi: url(routeId: "customerLoginJson")
  registerApi: url(routeId: "createCustomer")
  logoutApi: url(routeId: "customerLogoutJson")
}
fragment ShoppingCart on ShoppingCart {
  uuid currency customerId customerGroupId customerEmail customerFullName coupon shippingMethod shippingMethodName
  paymentMethod paymentMethodName shippingNote ${amounts(AMOUNTS)} totalQty totalWeight { value unit }
  billingAddress { ${ADDRESS} } shippingAddress { ${ADDRESS} } createdAt ${MONEY} updatedAt ${MONEY}
}
fragment ShoppingCartItem on ShoppingCartItem {
  uuid productId productSku productName thumbnail productWeight { value unit } qty taxPercent variantGroupId productUrl
  ${amounts(ITEM_AMOUNTS)} variantOptions { attributeCode attributeName attributeId optionId optionText }
}`;

export class Storefront {
  #browser;
  #customer;

  constructor(browser) {
    this.#browser = browser;
  }

  // The whole data of the page; the customer in it is who the forms are about.
  async accountPage() {
    const headers = { ...JSON_ONLY, ...LOCALE, Accept: GRAPHQL };
    const body = { operationName: "Query", query: ACCOUNT_PAGE, variables: {} };
    const { json } = await this.#browser.send("POST", "/api/graphql", headers, body);
    if (json.error) throw new Error(json.error.message);
    this.#customer = json.data.customer ?? undefined;
    return json.data;
  }

  async register(form) {
    if (this.#customer) throw new Error("You are already logged in");
    await this.#submit("POST", "/api/customers", form);
    await this.accountPage();
    return this.login({ email: form.email, password: form.password });
  }

  async login(form) {
    await this.#submit("POST", "/customer/login", form);
    return (await this.accountPage()).customer;
  }

  async logout() {
    await this.#browser.send("POST", "/customer/logout", { ...JSON_ONLY, ...LOCALE });
    this.#customer = undefined;
    return (await this.accountPage()).customer;
  }

  async addAddress(form) {
    return this.#kept("POST", this.#shown().addAddressApi, form);
  }

  async updateAddress({ place, form }) {
    return this.#kept("PATCH", this.#shown().addresses[place].updateApi, form);
  }

  async deleteAddress({ place }) {
    return this.#kept("DELETE", this.#shown().addresses[place].deleteApi);
  }

  async updateProfile(form) {
    return this.#kept("PATCH", this.#shown().updateProfileApi, form);
  }

  async forgotPassword(form) {
    return this.#submit("POST", "/api/customers/reset-password", form);
  }

  async newPassword(form) {
    return this.#submit("POST", "/api/customers/password", form);
  }

  #shown() {
    if (!this.#customer) throw new Error("nobody is signed in");
    return this.#customer;
  }

  // What the page shows after a form was kept.
  async #kept(method, path, form) {
    await this.#submit(method, path, form);
    return (await this.accountPage()).customer;
  }

  async #submit(method, path, form) {
    const answer = await this.#browser.send(method, path, { ...JSON_ONLY, ...LOCALE }, form);
    if (!answer.ok || answer.json.error) throw new Error(answer.json.error?.message);
    return answer.json;
  }
}
