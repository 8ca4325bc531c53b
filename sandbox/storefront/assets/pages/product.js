// One product, and for a configurable one the choice of its variant.

import * as cart from "/assets/cart.js";
import { field, h, handling, notify, picture, trusted, valuesOf } from "/assets/elements.js";
import { cards, price } from "/assets/pages/catalog.js";
import { aside } from "/assets/pages/content.js";

export function product({ product: found, canonicalUrl }) {
  const configurable = found.__typename === "ConfigurableProduct";
  const images = found.media_gallery?.length ? found.media_gallery : [found.small_image];
  const parts = {
    picture: picture(images[0], { alt: found.name, loading: "eager" }),
    price: h("p.big", {}, price(found.price_range)),
    state: h("p", { role: "status" }),
    button: h("button.primary", {}, "Add to cart"),
  };
  const choice = configurable ? options(found, parts) : null;
  showStock(parts, found, choice);
  return {
    title: found.name,
    canonicalUrl,
    content: h("div", {},
      h("article.product", {},
        h("div.gallery", {}, parts.picture, images.length > 1 && thumbnails(images, parts.picture)),
        h("div", {},
          h("h1", {}, found.name),
          parts.price,
          trusted(found.short_description?.html),
          h("form", { onsubmit: handling((form) => buy(found, choice, form)) },
            choice?.fields,
            field("Quantity", "quantity", { type: "number", min: 1, max: 99, step: 1, value: 1, required: true }),
            parts.button,
            parts.state),
          h("details.about", { open: true }, h("summary", {}, "About it"), trusted(found.about?.html),
            h("p.muted", {}, `Article ${found.sku}`)))),
      aside(found.content),
      found.related_products?.length > 0 && h("section", {}, h("h2", {}, "Goes with it"), cards(found.related_products))),
  };
}

async function buy(found, choice, form) {
  await cart.add({
    sku: found.sku,
    quantity: Number(valuesOf(form).quantity),
    selected_options: choice ? choice.selected() : [],
  });
  notify(`${found.name} is in your cart.`);
}

function thumbnails(images, main) {
  return h("ul.thumbnails", {}, images.map((image, index) => h("li", {}, h("button", {
    type: "button", "aria-label": `Picture ${index + 1}`, onclick: () => { main.src = image.url; },
  }, picture(image)))));
}

function showStock(parts, found, choice) {
  const out = (choice?.variant() ?? found).stock_status === "OUT_OF_STOCK";
  parts.button.disabled = out || (choice !== null && !choice.variant());
  parts.state.textContent = out ? "Sold out" : choice && !choice.variant() ? "Please choose." : "In stock";
}

/** Radio buttons for each option. A value that no variant has together with the others chosen cannot be picked. */
function options(found, parts) {
  const groups = found.configurable_options;
  const chosen = new Map();
  const isAttributes = (variant, wanted) =>
    [...wanted].every(([code, uid]) => variant.attributes.some((one) => one.code === code && one.uid === uid));
  const choice = {
    selected: () => [...chosen.values()],
    variant: () => chosen.size === groups.length
      ? found.variants.find((variant) => isAttributes(variant, chosen))?.product ?? null : null,
  };
  const inputs = [];
  choice.fields = groups.map((group) => h("fieldset.options", {}, h("legend", {}, group.label),
    group.values.map((value) => {
      const input = h("input", { type: "radio", name: group.attribute_code, value: value.uid, required: true,
        onchange: () => { chosen.set(group.attribute_code, value.uid); update(); } });
      inputs.push([input, group.attribute_code, value.uid]);
      return h("label.option", {}, input, swatch(value.swatch_data), value.store_label);
    })));

  function update() {
    for (const [input, code, uid] of inputs) {
      const others = new Map([...chosen].filter(([other]) => other !== code)).set(code, uid);
      input.disabled = !found.variants.some((variant) => isAttributes(variant, others));
    }
    const variant = choice.variant();
    if (variant) {
      parts.price.replaceChildren(price(variant.price_range));
      if (variant.small_image) parts.picture.src = variant.small_image.url;
    }
    showStock(parts, found, choice);
  }
  return choice;
}

function swatch(data) {
  if (data?.__typename !== "ColorSwatchData") return null;
  const dot = h("span.swatch", { "aria-hidden": "true" });
  dot.style.background = data.value;
  return dot;
}
