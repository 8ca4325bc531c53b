// From a cart to an order, in three steps on one page. Each is sent on its own, so that totals are always Commerce's.

import * as cart from "/assets/cart.js";
import { field, h, handling, money, select, valuesOf } from "/assets/elements.js";
import { ask } from "/assets/graphql.js";
import { sum } from "/assets/pages/cart.js";
import { ACCOUNT, COUNTRIES, DELIVER_TO, SHIP_BY } from "/assets/queries.js";
import { isSignedIn } from "/assets/session.js";

// What is paid online is begun with the service; Commerce's own method for it is the service's to set.
const RESERVED = "bff_payment";

export async function checkout(_, context) {
  const [now, { countries }, customer] = await Promise.all([
    cart.read(), ask(COUNTRIES), isSignedIn() ? ask(ACCOUNT).then((answer) => answer.customer) : null,
  ]);
  const online = now ? await cart.paymentOptions() : [];
  if (!now?.itemsV2.items.length) {
    return { title: "Checkout", content: h("section", {}, h("h1", {}, "Checkout"), h("p", {}, "There is nothing in your cart. ",
      h("a", { href: context.path("/") }, "Look around"))) };
  }
  const page = h("section.checkout", {});
  const steps = { page, countries, customer, context, online };
  draw(steps, now);
  return { title: "Checkout", content: page };
}

function draw(steps, now) {
  const address = now.shipping_addresses[0];
  const shipped = address?.selected_shipping_method;
  steps.page.replaceChildren(
    h("h1", {}, "Checkout"),
    h("div.two", {},
      h("ol.steps", {},
        h("li", {}, h("h2", {}, "Where to"), whereTo(steps, now)),
        h("li", {}, h("h2", {}, "Delivery"), address ? delivery(steps, address) : h("p.muted", {}, "First say where to.")),
        h("li", {}, h("h2", {}, "Payment"), shipped ? payment(steps, now) : h("p.muted", {}, "First choose a delivery."))),
      h("aside.summary", { "aria-label": "Sum" },
        h("ul.short", {}, now.itemsV2.items.map((item) => h("li", {}, `${item.quantity} × ${item.product.name}`))), sum(now))));
}

function whereTo(steps, now) {
  const known = knownAddress(now, steps.customer);
  const email = now.email ?? steps.customer?.email ?? "";
  const regions = h("div", {});
  const country = select("country_code", steps.countries.map((one) => [one.id, one.full_name_locale]), known.country_code, {
    required: true, autocomplete: "country", onchange: () => drawRegions(),
  });
  const drawRegions = () => {
    const own = steps.countries.find((one) => one.id === country.value)?.available_regions ?? [];
    regions.replaceChildren(...(own.length ? [field("State or region", "region_id", {},
      select("region_id", [["", "Please choose"], ...own.map((region) => [region.id, region.name])], known.region_id ?? "",
        { required: true, autocomplete: "address-level1" }))] : []));
  };
  drawRegions();
  const text = (label, name, autocomplete, value, more = {}) =>
    field(label, name, { autocomplete, value: value ?? "", required: true, ...more });
  return h("form.address", { onsubmit: handling(async (form) => draw(steps, await deliverTo(form))) },
    text("E-mail", "email", "email", email, { type: "email", readonly: isSignedIn() }),
    text("First name", "firstname", "given-name", known.firstname),
    text("Last name", "lastname", "family-name", known.lastname),
    text("Street and number", "street", "street-address", known.street?.join(", ")),
    text("Postcode", "postcode", "postal-code", known.postcode),
    text("City", "city", "address-level2", known.city),
    field("Country", "country_code", { required: true }, country),
    regions,
    text("Telephone", "telephone", "tel", known.telephone, { type: "tel" }),
    h("button.primary", {}, "Deliver here"));
}

function knownAddress(now, customer) {
  const set = now.shipping_addresses[0];
  if (set) return { ...set, country_code: set.country.code, region_id: set.region?.region_id };
  const own = customer?.addresses.find((address) => address.default_shipping) ?? {};
  return { country_code: "US", ...own, region_id: own.region?.region_id };
}

function deliverTo(form) {
  const { email, region_id: region, street, ...address } = valuesOf(form);
  return cart.change(DELIVER_TO, "setBillingAddressOnCart", {
    email,
    guest: !isSignedIn(),
    address: { ...address, street: street.split(", "), region_id: region ? Number(region) : undefined },
  });
}

function delivery(steps, address) {
  const chosen = address.selected_shipping_method;
  const methods = address.available_shipping_methods.filter((method) => method.available);
  return h("form", { onsubmit: handling(async (form) => {
    const [carrier_code, method_code] = valuesOf(form).method.split("/");
    draw(steps, await cart.change(SHIP_BY, "setShippingMethodsOnCart", { method: { carrier_code, method_code } }));
  }) },
    methods.map((method, index) => {
      const isChosen = chosen ? chosen.carrier_code === method.carrier_code : index === 0;
      return h("label.option", {},
        h("input", { type: "radio", name: "method", value: `${method.carrier_code}/${method.method_code}`, required: true, checked: isChosen }),
        `${method.carrier_title}, ${method.method_title}: ${money(method.amount)}`);
    }),
    h("button.primary", {}, "Take this delivery"));
}

function payment(steps, now) {
  const online = steps.online.map((option) => ({ code: `online/${option.provider}/${option.method}`, title: option.label }));
  const own = now.available_payment_methods.filter((method) => method.code !== RESERVED);
  const methods = [...online, ...own];
  const number = h("div", { hidden: true }, field("Your purchase order number", "purchase_order_number"));
  return h("form", { onsubmit: handling(async (form) => {
    const { code } = valuesOf(form);
    if (code.startsWith("online/")) return cart.pay(...code.split("/").slice(1));
    confirm(steps, await cart.order(valuesOf(form)));
  }), onchange: (event) => {
    if (event.target.name !== "code") return;
    number.hidden = event.target.value !== "purchaseorder";
    number.querySelector("input").required = !number.hidden;
  } },
    methods.map((method, index) => h("label.option", {},
      h("input", { type: "radio", name: "code", value: method.code, required: true, checked: index === 0 }), method.title)),
    number,
    h("button.primary", {}, `Place the order for ${money(now.prices.grand_total)}`));
}

function confirm(steps, order) {
  document.title = "Thank you";
  const heading = h("h1", { tabindex: -1 }, "Thank you");
  steps.page.replaceChildren(heading,
    h("p.big", {}, "Your order ", h("strong", { id: "order-number" }, order.number), ` for ${money(order.total.grand_total)} is placed.`),
    order.email && h("p", {}, `A real shop would now write to ${order.email}; this one sends nothing.`),
    h("p", {}, h("a.button", { href: steps.context.path("/") }, "Go on looking")));
  heading.focus();
  scrollTo(0, 0);
}
