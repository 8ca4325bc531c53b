// Where a shopper comes back to from paying: the service says what became of it, never the address.

import * as cart from "/assets/cart.js";
import { h, money } from "/assets/elements.js";
import { ask } from "/assets/graphql.js";
import { PAYMENT } from "/assets/queries.js";

const STILL_GOING = new Set(["CREATED", "PROCESSING", "AUTHORISED", "ORDERING"]);
const PAUSE = 1000;

export async function thanks(address, context) {
  const id = address.searchParams.get("payment");
  let { payment } = await ask(PAYMENT, { id });
  while (STILL_GOING.has(payment.status)) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    ({ payment } = await ask(PAYMENT, { id }));
  }
  return payment.order ? ordered(payment, context) : notOrdered(payment, context);
}

function ordered(payment, context) {
  cart.ordered();
  const { value, currency } = payment.amount;
  return {
    title: "Thank you",
    content: h("section", {}, h("h1", {}, "Thank you"),
      h("p.big", {}, "Your order ", h("strong", { id: "order-number" }, payment.order.number),
        ` for ${money({ value: Number(value), currency })} is paid and placed.`),
      h("p", {}, h("a.button", { href: context.path("/") }, "Go on looking"))),
  };
}

function notOrdered(payment, context) {
  const told = payment.error?.message ?? "The payment was not finished.";
  return {
    title: "Not paid",
    content: h("section", {}, h("h1", {}, "Not paid"), h("p", { role: "alert" }, told),
      h("p", {}, "Your cart is as it was. ", h("a.button", { href: context.path("/checkout") }, "Back to the checkout"))),
  };
}
