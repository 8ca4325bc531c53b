// Signing in: at the shop's identity provider, or with a password of the shop's own.

import * as cart from "/assets/cart.js";
import { field, h, handling, notify, valuesOf } from "/assets/elements.js";
import { chosenStore } from "/assets/graphql.js";
import * as session from "/assets/session.js";

const PROVIDER = "/auth/fernhollow/login";

export function signIn(context) {
  return {
    title: "Sign in",
    content: h("section.narrow", {}, h("h1", {}, "Sign in"),
      h("p", {}, atProvider(context)),
      h("p.muted", {}, "A click there makes you Ada or Bruno, customers of the shop, or Nia, who is new to it."),
      h("h2", {}, "With a password"),
      withPassword(context),
      h("p.muted", {}, "The sandbox knows ada@example.com, bruno@example.com and chidi@example.com; the password of each is ",
        h("code", {}, "Fernhollow-1"), ".")),
  };
}

function atProvider(context) {
  const wanted = new URLSearchParams({ return_to: context.path("/account") });
  if (chosenStore()) wanted.set("store", chosenStore());
  return h("a.button.primary", { href: `${PROVIDER}?${wanted}`, onclick: handling((link) =>
    session.leaveForProvider(link.href, cart.guests())) }, "Sign in with Fernhollow ID");
}

function withPassword(context) {
  return h("form", { onsubmit: handling(async (form) => {
    const { email, password } = valuesOf(form);
    cart.follow(await session.signInWithPassword(email, password, cart.guests()));
    await cart.read();
    await context.refresh();
    welcome();
  }) },
    field("E-mail", "email", { type: "email", autocomplete: "username", required: true, value: "ada@example.com" }),
    field("Password", "password", { type: "password", autocomplete: "current-password", required: true }),
    h("button.primary", {}, "Sign in"));
}

/** Greets whoever has just signed in, and tells them what their cart has lost on the way. */
export function welcome() {
  const problem = lossOf(session.current().cartMerge);
  notify(`Welcome, ${session.name()}. ${problem ?? ""}`.trim(), problem ? "error" : "info");
}

function lossOf(merge) {
  switch (merge?.status) {
    case "FAILED": return "What was in your cart could not be brought along. It is there again once you sign out.";
    case "UNKNOWN": return "Please look whether everything is in your cart.";
    case "PARTLY_MERGED": return `Not everything came along: ${merge.lost.map(told).join(" ")}`;
    default: return merge?.lostCoupons.length ? `No longer applied: ${merge.lostCoupons.join(", ")}.` : null;
  }
}

const told = (line) => `${line.quantity} × ${line.name} (${line.reason})`;
