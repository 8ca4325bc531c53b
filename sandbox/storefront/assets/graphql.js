// The only way out: GraphQL at /graphql, for the chosen store view and currency, on behalf of whoever the cookie stands for.

const shopper = {
  store: "", // the code of a store view; empty for the default one
  currency: sessionStorage.getItem("currency") ?? "",
};

export const chooseStore = (code) => { shopper.store = code; };
export const chosenStore = () => shopper.store;

export function chooseCurrency(code) {
  shopper.currency = code;
  sessionStorage.setItem("currency", code);
}

/** What the shop refused. `message` is its own; `categories` are those of all its errors. */
export class Refusal extends Error {
  constructor(errors) {
    super(errors.map((error) => error.message).join(" "));
    this.categories = errors.map((error) => error.extensions?.category);
  }
}

/** The data of an operation. Throws `Refusal` where any part of it failed. */
export async function ask(query, variables = {}) {
  const answer = await answerTo(query, variables);
  if (answer.errors) throw new Refusal(answer.errors);
  return answer.data;
}

/** For pages that can do with a part: what failed is null. Throws `Refusal` where all failed. */
export async function askForAny(query, variables = {}) {
  const answer = await answerTo(query, variables);
  const parts = Object.values(answer.data ?? {});
  if (answer.errors && parts.every((part) => part === null)) throw new Refusal(answer.errors);
  return answer.data;
}

async function answerTo(query, variables) {
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
  if (shopper.store) headers.Store = shopper.store;
  if (shopper.currency) headers["Content-Currency"] = shopper.currency;
  try {
    const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    return await response.json();
  } catch {
    throw new Refusal([{ message: "The shop does not answer. Is the demo still running?" }]);
  }
}
