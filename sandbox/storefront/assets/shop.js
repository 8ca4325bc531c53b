// The storefront's frame: which page an address shows, and what stands above every page.

import { ownAccount } from "/assets/pages/account.js";
import { cartPage } from "/assets/pages/cart.js";
import { category, home, search, textPage } from "/assets/pages/catalog.js";
import { contentPage, previewNotice } from "/assets/pages/content.js";
import { checkout } from "/assets/pages/checkout.js";
import { product } from "/assets/pages/product.js";
import { thanks } from "/assets/pages/thanks.js";
import { welcome } from "/assets/pages/sign_in.js";
import * as cart from "/assets/cart.js";
import { h, notify, pathOf, select } from "/assets/elements.js";
import { ask, askForAny, chooseCurrency, chooseStore, chosenStore } from "/assets/graphql.js";
import { ROUTE, SHOP } from "/assets/queries.js";
import * as session from "/assets/session.js";

const main = document.getElementById("main");
let shop;
let visit = 0;

/** Where the pages of the chosen store view begin: "" or "/de". */
const base = () => (chosenStore() ? `/${chosenStore()}` : "");
const OWN_PAGES = { "/": home, "/search": search, "/cart": cartPage, "/checkout": checkout, "/thanks": thanks,
  "/account": ownAccount };
const BY_TYPE = { CategoryPath: category, CmsPagePath: textPage, ContentPath: contentPage, ProductPath: product };

async function pageAt(address) {
  const path = address.pathname.slice(base().length) || "/";
  const own = OWN_PAGES[path];
  if (own) return own(address, context);
  const { resolvePath: found } = await askForAny(ROUTE, { path });
  if (found?.__typename === "RedirectPath") return followed(found.target);
  const page = found && BY_TYPE[found.__typename];
  if (page) return page(found, address, context);
  return { title: "Nothing here", content: h("section", {}, h("h1", {}, "Nothing here"),
    h("p", {}, "This page has moved or never was. ", h("a", { href: `${base()}/` }, "To the first page"))) };
}

/** What has moved is looked at where it is now; another site's address is left to the browser. */
function followed(target) {
  if (!target.startsWith("/")) return location.replace(target);
  history.replaceState(null, "", base() + target);
  return pageAt(new URL(location.href));
}

/** The page at an address. Where a session has ended elsewhere meanwhile, its shopper is a guest from here on. */
async function pageOf(address) {
  try {
    return await pageAt(address);
  } catch (error) {
    if (!session.isSignedIn() || !error.categories?.includes("graphql-authorization")) throw error;
    await meet();
    if (session.isSignedIn()) throw error;
    return pageAt(address);
  }
}

async function meet() {
  cart.follow(await session.read());
  await cart.read();
}

/** What pages may do: go elsewhere, show themselves anew, and name their own addresses. */
const context = {
  go(path) { history.pushState(null, "", path); return show(); },
  refresh: () => show({ keepPlace: true }),
  path: (path) => base() + path,
};

async function show({ keepPlace = false } = {}) {
  const mine = ++visit;
  main.setAttribute("aria-busy", "true");
  let page;
  try {
    page = await pageOf(new URL(location.href));
  } catch (error) {
    page = { title: "Something failed", content: h("section", {}, h("h1", {}, "That did not work"), h("p", {}, error.message)) };
  }
  if (mine !== visit) return; // the shopper has gone on
  if (!keepPlace) document.getElementById("notices").replaceChildren();
  document.title = `${page.title} · ${shop.storeConfig.store_name}`;
  document.querySelector("link[rel=canonical]")?.remove();
  if (page.canonicalUrl) document.head.append(h("link", { rel: "canonical", href: page.canonicalUrl }));
  main.replaceChildren(page.content);
  main.removeAttribute("aria-busy");
  if (!keepPlace) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  drawHeader();
}

function drawHeader() {
  const here = location.pathname;
  const link = (item) =>
    h("a", { href: pathOf(item), "aria-current": here === pathOf(item) && "page" }, item.name);
  const shown = (items) => (items ?? []).filter((item) => item.include_in_menu);
  const term = here.endsWith("/search") ? new URLSearchParams(location.search).get("q") ?? "" : "";
  document.getElementById("header").replaceChildren(
    ...[previewNotice(session.current().preview)].filter(Boolean),
    h("div.bar", {},
      h("a.brand", { href: `${base()}/` }, h("img", { src: "/assets/fern.svg", alt: "", width: 36, height: 36 }), "Fernhollow"),
      h("form.search", { role: "search", onsubmit: onSearch },
        h("label.unseen", { for: "q" }, "Search"),
        h("input", { type: "search", id: "q", name: "q", placeholder: "Search linen, oak, teapots…", value: term, required: true }),
        h("button", {}, "Search")),
      h("div.tools", {},
        h("label.unseen", { for: "store" }, "Store"),
        select("store", shop.availableStores.map((view) => [view.is_default_store ? "" : view.store_code, view.store_name]),
          chosenStore(), { onchange: onStore }),
        h("label.unseen", { for: "currency" }, "Currency"),
        select("currency", shop.currency.available_currency_codes.map((code) => [code, code]),
          shop.currency.default_display_currency_code, { onchange: onCurrency }),
        h("a", { href: context.path("/account") }, session.isSignedIn() ? session.name() : "Sign in"),
        h("a.cart-link", { href: context.path("/cart") }, "Cart ", h("span.count", { id: "count" }, String(cart.quantity()))))),
    h("nav.menu", { "aria-label": "Categories" }, h("ul", {}, shown(shop.categoryList[0]?.children).map((item) =>
      h("li", {}, link(item), shown(item.children).length > 0 &&
        h("ul", {}, shown(item.children).map((child) => h("li", {}, link(child)))))))));
}

function onSearch(event) {
  event.preventDefault();
  const term = new FormData(event.currentTarget).get("q");
  context.go(`${context.path("/search")}?q=${encodeURIComponent(term)}`);
}

function onStore(event) {
  location.assign(event.target.value ? `/${event.target.value}/` : "/");
}

async function onCurrency(event) {
  chooseCurrency(event.target.value);
  await begin();
}

/** Links to this shop's pages are followed here. What lies below /auth/ and /graphql is the service's to answer. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = new URL(link.href);
  if (address.origin !== location.origin || address.hash) return;
  if (address.pathname === "/graphql" || address.pathname.startsWith("/auth/")) return;
  event.preventDefault();
  context.go(address.pathname + address.search);
});
addEventListener("popstate", () => show());
cart.onChange(() => {
  const count = document.getElementById("count");
  if (count) count.textContent = String(cart.quantity());
});

/** The store view stands in the address, so that a page can be passed on: the first part of the path, if it is one. */
async function begin() {
  shop = await ask(SHOP);
  const first = location.pathname.split("/")[1];
  const view = shop.availableStores.find((store) => store.store_code === first && !store.is_default_store);
  if ((view?.store_code ?? "") !== chosenStore()) {
    chooseStore(view?.store_code ?? "");
    shop = await ask(SHOP);
  }
  document.documentElement.dataset.locale = shop.storeConfig.locale.replace("_", "-");
  await meet();
  await show();
  if (session.isBack()) welcome();
}

begin().catch((error) => notify(error.message, "error"));
