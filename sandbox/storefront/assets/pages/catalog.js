// Finding things: the first page, categories, search, and pages of text.

import { h, money, pathOf, picture, select, trusted } from "/assets/elements.js";
import { ask, askForAny } from "/assets/graphql.js";
import { aside, words } from "/assets/pages/content.js";
import { HOME, LISTING } from "/assets/queries.js";

export async function home() {
  const { page, products } = await askForAny(HOME);
  return {
    title: "Welcome",
    content: h("div", {}, words(page),
      products && h("section", {}, h("h2", {}, "A first look"), cards(products.items))),
  };
}

export function textPage({ cmsPage: page, canonicalUrl }) {
  return { canonicalUrl, title: page.title, content: h("article.text", {}, h("h1", {}, page.content_heading || page.title), trusted(page.content)) };
}

export async function category({ category: found, canonicalUrl }, address) {
  const above = (found.breadcrumbs ?? []).map((crumb) => crumb.category_name);
  return {
    title: found.name,
    canonicalUrl,
    content: h("section", {},
      above.length > 0 && h("p.crumbs", {}, above.join(" / ")),
      h("h1", {}, found.name),
      found.description && trusted(found.description),
      await listing(address, { filter: { category_uid: { eq: found.uid } } }),
      aside(found.content)),
  };
}

export async function search(address) {
  const term = address.searchParams.get("q") ?? "";
  return {
    title: `Search: ${term}`,
    content: h("section", {}, h("h1", {}, `“${term}”`), await listing(address, { search: term, filter: {} })),
  };
}

export const cards = (items) => h("ul.cards", {}, items.map((item) => h("li", {}, card(item))));

function card(item) {
  return h("a.card", { href: pathOf(item) },
    picture(item.small_image),
    h("span.name", {}, item.name),
    price(item.price_range),
    item.stock_status === "OUT_OF_STOCK" && h("span.muted", {}, "Sold out"));
}

/** One price, or "from" where a product has several. */
export function price({ minimum_price: lowest, maximum_price: highest }) {
  const differs = highest && highest.final_price.value !== lowest.final_price.value;
  const reduced = lowest.regular_price.value > lowest.final_price.value;
  return h("span.price", {}, differs && "from ", h(reduced ? "strong.reduced" : "strong", {}, money(lowest.final_price)),
    reduced && [" ", h("s", {}, h("span.unseen", {}, "instead of "), money(lowest.regular_price))]);
}

/** What is searched, filtered, sorted and paged stands in the address: it can be kept and passed on. */
async function listing(address, { search: term, filter }) {
  const chosen = address.searchParams;
  const page = Number(chosen.get("page")) || 1;
  const [attribute, direction] = (chosen.get("sort") ?? "").split(":");
  const { products } = await ask(LISTING, {
    search: term,
    filter: { ...filter, ...filtersOf(chosen) },
    page,
    sort: attribute ? { [attribute]: direction } : undefined,
  });
  const to = (changes) => addressWith(address, changes);
  return h("div.listing", {},
    h("details.filters", { open: matchMedia("(min-width: 50rem)").matches }, h("summary", {}, "Filter"),
      activeFilters(products.aggregations, chosen, to),
      products.aggregations.map((group) => facet(group, chosen, filter, to))),
    h("div", {},
      h("div.above", {}, h("p", { role: "status" }, `${products.total_count} products`), sorting(products.sort_fields, chosen, to)),
      products.items.length ? cards(products.items) : h("p", {}, "Nothing fits. Take a filter off, or search for less."),
      pages(products.page_info, to)));
}

const RESERVED = new Set(["q", "page", "sort"]);

function filtersOf(chosen) {
  const filters = {};
  for (const [attribute, value] of chosen) {
    if (RESERVED.has(attribute)) continue;
    const [from, to] = value.split("_");
    filters[attribute] = attribute === "price" ? { from, to } : { eq: value };
  }
  return filters;
}

function addressWith(address, changes) {
  const next = new URLSearchParams(address.search);
  next.delete("page");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.size ? `${address.pathname}?${next}` : address.pathname;
}

function activeFilters(groups, chosen, to) {
  const active = [...chosen].filter(([attribute]) => !RESERVED.has(attribute));
  return active.length > 0 && h("ul.chips", {}, active.map(([attribute, value]) => {
    const group = groups.find((one) => one.attribute_code === attribute);
    const label = group?.options.find((option) => option.value === value)?.label ?? value;
    return h("li", {}, h("a", { href: to({ [attribute]: null }) }, h("span.unseen", {}, "Take off the filter "), label, " ×"));
  }));
}

function facet(group, chosen, given, to) {
  // What the page is about is no choice: the category itself among its own.
  const options = group.options.filter((option) => option.value !== given[group.attribute_code]?.eq);
  if (chosen.has(group.attribute_code) || options.length < 2) return null;
  return h("section", {}, h("h3", {}, group.label), h("ul", {}, options.map((option) =>
    h("li", {}, h("a", { href: to({ [group.attribute_code]: option.value }) }, option.label, h("span.muted", {}, ` ${option.count}`))))));
}

function sorting(fields, chosen, to) {
  const options = [["", "Recommended"]];
  for (const { label, value } of fields?.options ?? []) {
    if (value === "position" || value === "relevance") continue;
    options.push([`${value}:ASC`, `${label}, ascending`], [`${value}:DESC`, `${label}, descending`]);
  }
  // A link that the select presses: the router follows links.
  const press = (event) => {
    const link = h("a", { href: to({ sort: event.target.value || null }) });
    document.body.append(link);
    link.click();
    link.remove();
  };
  return h("p.field.inline", {}, h("label", { for: "sort" }, "Sort by"),
    select("sort", options, chosen.get("sort") ?? "", { onchange: press }));
}

function pages({ current_page: current, total_pages: total }, to) {
  return total > 1 && h("nav", { "aria-label": "Pages" }, h("ul.pages", {}, Array.from({ length: total }, (_, index) => index + 1).map((number) =>
    h("li", {}, h("a", { href: to({ page: number === 1 ? null : number }), "aria-current": number === current && "page" },
      h("span.unseen", {}, "Page "), String(number))))));
}
