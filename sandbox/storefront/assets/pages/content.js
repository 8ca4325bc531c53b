// What editors write: pages of blocks, words beside a product or a category, and the notice that drafts are shown.

import { h, picture, trusted } from "/assets/elements.js";
import { cards } from "/assets/pages/catalog.js";

export function contentPage({ page, canonicalUrl }) {
  return {
    title: page.seo?.title || page.title,
    canonicalUrl,
    content: h("article", {}, page.blocks.some((block) => block.kind === "hero") || h("h1", {}, page.title), words(page)),
  };
}

/** An entry's blocks, without its title. Null for none: a page whose content fails still has all else. */
export const words = (entry) => entry && h("div.words", {},
  entry.isFallback && h("p.muted", {}, "Not translated yet."),
  entry.blocks.map((block) => BLOCKS[block.kind]?.(block)));

export const aside = (entry) => entry && h("section", {}, h("h2", {}, entry.title), words(entry));

const caption = (text) => text && h("figcaption.muted", {}, text);
const image = (media) => media && picture(media, { alt: media.alt, width: media.width, height: media.height });

/** By `kind`. What a storefront does not know it leaves out. */
const BLOCKS = {
  hero: ({ heading, html, link }) => h("section.hero", {}, h("h1", {}, heading), trusted(html),
    link && h("a.button", { href: link.url }, link.text)),
  rich_text: ({ html }) => trusted(html),
  html: ({ html }) => trusted(html),
  image: (block) => h("figure", {}, image(block.media), caption(block.caption)),
  product_list: ({ heading, products }) => products?.length > 0 && h("section", {}, h("h2", {}, heading), cards(products)),
  entry: ({ entry }) => entry && h("section", {},
    h("h2", {}, entry.path ? h("a", { href: entry.path }, entry.title) : entry.title), words(entry)),
};

/** For an editor who came by a preview's link. */
export const previewNotice = (preview) => preview && h("form.preview", { method: "post", action: "/preview/end" },
  `You see drafts until ${new Date(preview.endsAt).toLocaleTimeString()}. `, h("button", {}, "End the preview"));
