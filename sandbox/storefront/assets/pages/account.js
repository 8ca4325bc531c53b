// Signing in with a password of the sandbox's. Sign-on with an identity provider comes with a later part of the demo.

import * as cart from "/assets/cart.js";
import { field, h, handling, money, notify, valuesOf } from "/assets/elements.js";
import { ask, isSignedIn, signedInAs } from "/assets/graphql.js";
import { ACCOUNT, SIGN_IN, SIGN_OUT } from "/assets/queries.js";

let name = "";

/** What the header calls whoever is signed in. */
export const account = () => name;

export async function ownAccount(_, context) {
  if (!isSignedIn()) return signIn(context);
  try {
    return overview((await ask(ACCOUNT)).customer, context);
  } catch (error) {
    // A token that has ended is served as a guest's; only what needs a customer is refused.
    if (!error.categories?.includes("graphql-authorization")) throw error;
    forget();
    return signIn(context);
  }
}

function forget() {
  signedInAs("");
  name = "";
  cart.leave();
}

function signIn(context) {
  return {
    title: "Sign in",
    content: h("section.narrow", {}, h("h1", {}, "Sign in"),
      h("form", { onsubmit: handling(async (form) => {
        const { email, password } = valuesOf(form);
        signedInAs((await ask(SIGN_IN, { email, password })).generateCustomerToken.token);
        name = (await ask(ACCOUNT)).customer.firstname;
        await cart.bringAlong();
        notify(`Welcome, ${name}.`);
        await context.refresh();
      }) },
        field("E-mail", "email", { type: "email", autocomplete: "username", required: true, value: "ada@example.com" }),
        field("Password", "password", { type: "password", autocomplete: "current-password", required: true }),
        h("button.primary", {}, "Sign in")),
      h("p.muted", {}, "The sandbox knows ada@example.com, bruno@example.com and chidi@example.com; the password of each is ",
        h("code", {}, "Fernhollow-1"), ". A reload signs out: the token is kept in memory only.")),
  };
}

function overview(customer, context) {
  const orders = customer.orders.items;
  return {
    title: "Your account",
    content: h("section", {},
      h("h1", {}, `${customer.firstname} ${customer.lastname}`),
      h("p", {}, customer.email, " ", h("button.quiet", { type: "button", onclick: handling(async () => {
        await ask(SIGN_OUT);
        forget();
        await context.refresh();
      }) }, "Sign out")),
      h("h2", {}, "Orders"),
      orders.length ? h("table", {},
        h("thead", {}, h("tr", {}, ["Number", "Date", "What", "State", "Total"].map((title) => h("th", { scope: "col" }, title)))),
        h("tbody", {}, orders.map((order) => h("tr", {},
          h("td", {}, order.number),
          h("td", {}, order.order_date.slice(0, 10)),
          h("td", {}, order.items.map((item) => `${item.quantity_ordered} × ${item.product_name}`).join(", ")),
          h("td", {}, order.status),
          h("td", {}, money(order.total.grand_total)))))) : h("p", {}, "None yet.")),
  };
}
