// Who the shopper is. The service knows, by a cookie that no script can read: nothing of it is kept here.

import { ask } from "/assets/graphql.js";
import { END_DEVICE, REMEMBER_CART, SESSION, SIGN_IN, SIGN_OUT, SIGN_OUT_EVERYWHERE } from "/assets/queries.js";

const NOBODY = { signedIn: false, customer: null, cartId: null, cartMerge: null, preview: null };
let now = NOBODY;

export const isSignedIn = () => now.signedIn;
/** What the header calls whoever is signed in. */
export const name = () => now.customer?.firstname ?? "";
export const current = () => now;

/** Asks the service. Someone may have signed on, or been signed out elsewhere, since it was asked last. */
export async function read() {
  now = (await ask(SESSION)).session;
  return now;
}

export async function signInWithPassword(email, password, cartId) {
  now = (await ask(SIGN_IN, { input: { email, password, cartId } })).signInWithPassword;
  return now;
}

/** Goes to the provider. The service keeps the guest's cart in mind meanwhile: this page will have ended. */
export async function leaveForProvider(address, cartId) {
  if (cartId) await ask(REMEMBER_CART, { id: cartId });
  sessionStorage.setItem("signing-on", "yes");
  location.assign(address);
}

/** Whether this is the first page after a sign-on at the provider; only the first to ask is told. */
export function isBack() {
  const left = sessionStorage.getItem("signing-on") !== null;
  sessionStorage.removeItem("signing-on");
  return left && now.signedIn;
}

/** Ends this session. Where to go on to, if the provider has one too: it leads back to the page `path`. */
export async function signOut(path) {
  const { providerLogoutUrl } = (await ask(SIGN_OUT, { returnTo: path })).signOut;
  now = { ...NOBODY, preview: now.preview };
  return providerLogoutUrl;
}

export async function signOutEverywhere() {
  await ask(SIGN_OUT_EVERYWHERE);
  now = { ...NOBODY, preview: now.preview };
}

export async function endDevice(handle) {
  await ask(END_DEVICE, { handle });
}
