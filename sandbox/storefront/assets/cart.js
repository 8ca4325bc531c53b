// The shopper's cart: which one it is, and how it changes. A guest's cart is found again by its id in this browser,
// a customer's through their session.

import { ask } from "/assets/graphql.js";
import * as queries from "/assets/queries.js";
import { isSignedIn } from "/assets/session.js";

let id = null;
let pieces = 0;

const changed = new EventTarget();
export const onChange = (listener) => changed.addEventListener("change", listener);
export const quantity = () => pieces;

function accept(cart) {
  pieces = cart?.total_quantity ?? 0;
  changed.dispatchEvent(new Event("change"));
  return cart;
}

function keep(cartId) {
  id = cartId;
  if (isSignedIn()) return;
  if (id) localStorage.setItem("cart", id);
  else localStorage.removeItem("cart");
}

/** Takes the cart of whoever the shopper is now. What a guest collected is the customer's, unless merging failed. */
export function follow(session) {
  if (session.signedIn && session.cartMerge?.status !== "FAILED") localStorage.removeItem("cart");
  id = session.signedIn ? session.cartId : localStorage.getItem("cart") ?? session.cartId;
}

/** The id of a guest's cart, for the sign-on to bring it along; null for a customer's. */
export const guests = () => (isSignedIn() ? null : id);

async function needed() {
  if (!id) keep(isSignedIn() ? (await ask(queries.CUSTOMER_CART)).customerCart.id
                             : (await ask(queries.NEW_CART)).createGuestCart.cart.id);
  return id;
}

/** The cart as it is now; null for none. One that has become an order, or that nobody knows, is forgotten. */
export async function read() {
  if (!id) return accept(null);
  try {
    return accept((await ask(queries.READ_CART, { id })).cart);
  } catch (error) {
    if (!error.categories?.includes("graphql-no-such-entity")) throw error;
    keep(null);
    return accept(null);
  }
}

export async function add(item) {
  if (id) await read();
  const { cart, user_errors: refusals } =
    (await ask(queries.ADD, { id: await needed(), items: [item] })).addProductsToCart;
  accept(cart);
  if (refusals.length) throw new Error(refusals.map((refusal) => refusal.message).join(" "));
}

/** Sends a mutation on this cart; `field` is the mutation's name, whose answer holds the cart. */
export async function change(query, field, variables = {}) {
  return accept((await ask(query, { id, ...variables }))[field].cart);
}

/** Pays by `payment` and orders. The order, or an error that says why there is none. */
export async function order(payment) {
  await ask(queries.PAY_BY, { id, payment });
  const { orderV2, errors } = (await ask(queries.PLACE_ORDER, { id })).placeOrder;
  if (!orderV2) throw new Error(errors.map((error) => error.message).join(" "));
  keep(null);
  accept(null);
  return orderV2;
}

/** The ways to pay that the service settles. */
export const paymentOptions = async () => (await ask(queries.PAYMENT_OPTIONS, { id })).paymentOptions;

/** Begins a payment and goes where it is made; the shopper comes back to /thanks. One key for each press of the button. */
export async function pay(provider, method) {
  const { startPayment } = await ask(queries.START_PAYMENT, {
    input: { cartId: id, provider, method, returnUrl: "/thanks", idempotencyKey: crypto.randomUUID() },
  });
  if (startPayment.error) throw new Error(startPayment.error.message);
  location.assign(startPayment.nextAction.url);
}

/** The cart has become an order. */
export function ordered() {
  keep(null);
  accept(null);
}
