// A customer's own page: their orders, and where they are signed on. Whoever is a guest signs in here.

import * as cart from "/assets/cart.js";
import { h, handling, money } from "/assets/elements.js";
import { ask } from "/assets/graphql.js";
import { signIn } from "/assets/pages/sign_in.js";
import { ACCOUNT, DEVICES } from "/assets/queries.js";
import * as session from "/assets/session.js";

export async function ownAccount(_, context) {
  if (!session.isSignedIn()) return signIn(context);
  const [{ customer }, { session: { devices } }] = await Promise.all([ask(ACCOUNT), ask(DEVICES)]);
  return {
    title: "Your account",
    content: h("section", {},
      h("h1", {}, `${customer.firstname} ${customer.lastname}`),
      h("p", {}, customer.email, " ", button("Sign out", async () => {
        const further = await session.signOut(context.path("/"));
        if (further) location.assign(further);
        else await left(context);
      })),
      h("h2", {}, "Orders"), orders(customer.orders.items),
      h("h2", {}, "Signed on devices"), deviceList(devices, context)),
  };
}

const button = (label, work) => h("button.quiet", { type: "button", onclick: handling(work) }, label);

async function left(context) {
  cart.follow(session.current());
  await cart.read();
  await context.refresh();
}

function orders(items) {
  if (!items.length) return h("p", {}, "None yet.");
  return h("table", {},
    h("thead", {}, h("tr", {}, ["Number", "Date", "What", "State", "Total"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, items.map((order) => h("tr", {},
      h("td", {}, order.number),
      h("td", {}, order.order_date.slice(0, 10)),
      h("td", {}, order.items.map((item) => `${item.quantity_ordered} × ${item.product_name}`).join(", ")),
      h("td", {}, order.status),
      h("td", {}, money(order.total.grand_total))))));
}

function deviceList(devices, context) {
  const when = (moment) => new Date(moment).toLocaleString(document.documentElement.dataset.locale);
  return [
    h("ul.devices", { "aria-label": "Signed on devices" }, devices.map((device) => h("li", {},
      h("span", {}, device.browser ?? "An unnamed browser", device.current && h("strong", {}, " (this one)"),
        h("small.muted", {}, ` since ${when(device.signedOnAt)}, last seen ${when(device.lastSeenAt)}`)),
      device.current ? null : button("Sign it out", async () => {
        await session.endDevice(device.handle);
        await context.refresh();
      })))),
    h("p", {}, button("Sign out everywhere", async () => {
      await session.signOutEverywhere();
      await left(context);
    })),
  ];
}
