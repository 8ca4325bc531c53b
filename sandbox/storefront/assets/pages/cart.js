// The cart, and the sum that checkout shows too.

import * as cart from "/assets/cart.js";
import { field, h, handling, money, pathOf, picture, valuesOf } from "/assets/elements.js";
import { COUPON, NO_COUPON, REMOVE, UPDATE } from "/assets/queries.js";

export async function cartPage(_, context) {
  const now = await cart.read();
  if (!now?.itemsV2.items.length) {
    return { title: "Cart", content: h("section", {}, h("h1", {}, "Your cart"), h("p", {}, "There is nothing in it yet. ",
      h("a", { href: context.path("/") }, "Look around"))) };
  }
  const page = h("section", {});
  draw(page, now, context);
  return { title: "Cart", content: page };
}

function draw(page, now, context) {
  const send = (...change) => cart.change(...change).then((next) =>
    next.itemsV2.items.length ? draw(page, next, context) : context.refresh());
  page.replaceChildren(
    h("h1", {}, "Your cart"),
    h("div.two", {},
      h("ul.items", {}, now.itemsV2.items.map((item) => line(item, send))),
      h("aside.summary", { "aria-label": "Sum" }, sum(now), coupon(now, send),
        h("a.button.primary", { href: context.path("/checkout") }, "To checkout"))));
}

function line(item, send) {
  const name = `quantity-${item.uid}`;
  return h("li", {},
    picture(item.product.thumbnail),
    h("div", {},
      h("a", { href: pathOf(item.product) }, item.product.name),
      item.configurable_options && h("p.muted", {},
        item.configurable_options.map((option) => `${option.option_label}: ${option.value_label}`).join(", ")),
      h("p.muted", {}, `${money(item.prices.price)} each`),
      item.errors?.map((error) => h("p.error", {}, error.message))),
    h("form", { onsubmit: (event) => event.preventDefault() },
      h("label.unseen", { for: name }, `Quantity of ${item.product.name}`),
      h("input", { type: "number", id: name, min: 1, max: 99, value: item.quantity, onchange: handling((input) =>
        send(UPDATE, "updateCartItems", { uid: item.uid, quantity: Number(input.value) })) }),
      h("button.quiet", { type: "button", "aria-label": `Remove ${item.product.name}`, onclick: handling(() =>
        send(REMOVE, "removeItemFromCart", { uid: item.uid })) }, "Remove")),
    h("strong", {}, money(item.prices.row_total)));
}

function coupon(now, send) {
  const [applied] = now.applied_coupons ?? [];
  if (applied) {
    return h("p", {}, `Coupon ${applied.code} `, h("button.quiet", { type: "button", onclick: handling(() =>
      send(NO_COUPON, "removeCouponFromCart")) }, "Take off"));
  }
  return h("form.coupon", { onsubmit: handling((form) => send(COUPON, "applyCouponToCart", { code: valuesOf(form).code })) },
    field("Coupon, for example HOLLOW10", "code", { required: true }), h("button", {}, "Apply"));
}

export function sum(now) {
  const { prices } = now;
  const shipping = now.shipping_addresses[0]?.selected_shipping_method;
  const row = (label, amount, sign = "") => [h("dt", {}, label), h("dd", {}, sign + money(amount))];
  return h("dl.sum", {},
    row("Goods", prices.subtotal_excluding_tax),
    (prices.discounts ?? []).map((discount) => row(discount.label, discount.amount, "−")),
    shipping && row("Delivery", shipping.amount),
    (prices.applied_taxes ?? []).map((tax) => row(tax.label, tax.amount)),
    h("dt.total", {}, "Total"), h("dd.total", {}, money(prices.grand_total)));
}
