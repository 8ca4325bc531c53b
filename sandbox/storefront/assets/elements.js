// Building pages. Text always becomes text: only `trusted` writes HTML, that of the shop's own editors.

/** An element: h("a.button", { href, onclick }, "text", child, [children]). Null and false are left out. */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const trusted = (html) => {
  const element = h("div.prose");
  element.innerHTML = html ?? ""; // the page's Content-Security-Policy runs no script that stands in it
  return element;
};

export const money = ({ value, currency }) =>
  new Intl.NumberFormat(document.documentElement.dataset.locale || "en-US", { style: "currency", currency }).format(value);

export const picture = (image, attributes = {}) =>
  h("img", { src: image?.url, alt: "", loading: "lazy", width: 600, height: 600, ...attributes });

/** A labelled field. */
export function field(label, name, attributes = {}, control = h("input", { name, id: name, ...attributes })) {
  const needed = attributes.required ?? control.required;
  return h("p.field", {}, h("label", { for: name }, label, needed ? null : h("span.muted", {}, " (optional)")), control);
}

export const select = (name, options, chosen, attributes = {}) =>
  h("select", { name, id: name, ...attributes },
    options.map(([value, label]) => h("option", { value, selected: String(value) === String(chosen) }, label)));

/** The address of a page of this shop below its own origin, from the `canonicalUrl` that the service gives. */
export const pathOf = (item) => (item.canonicalUrl ? new URL(item.canonicalUrl).pathname : null);

export function notify(message, kind = "info") {
  const notice = h(`p.notice.${kind}`, {}, message);
  document.getElementById("notices").replaceChildren(notice);
  setTimeout(() => notice.remove(), kind === "error" ? 12000 : 5000);
}

/** A handler that keeps its form or button busy until `work` is done, and says what was refused. */
export const handling = (work) => async (event) => {
  event.preventDefault();
  const subject = event.currentTarget;
  const buttons = [subject, ...subject.querySelectorAll("button")].filter((element) => element.tagName === "BUTTON");
  buttons.forEach((button) => { button.disabled = true; });
  try {
    await work(subject);
  } catch (error) {
    notify(error.message, "error");
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
};

export const valuesOf = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
