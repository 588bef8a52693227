// Descriptions of the document as elements. They are Markdown, of which we write paragraphs, lists, bold text,
// code and links.

import { el } from "../shared/dom.js";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Only these leave the page, or lead to a place in it. */
const LINK = /^(#|\/|https?:)/;

/** @param {string | undefined} text @returns {HTMLElement[]} */
export function prose(text) {
  const blocks = (text ?? "").trim().split(/\n\s*\n/);
  return blocks.filter(Boolean).map((block) => {
    const items = block.split(/\n(?=[-*] )/);
    if (!/^[-*] /.test(block)) return el("p", {}, inline(block));
    return el(
      "ul",
      { class: "points" },
      items.map((item) => el("li", {}, inline(item.slice(2)))),
    );
  });
}

/** @param {string | undefined} text @returns {(Node | string)[]} */
export function inline(text = "") {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, label, href] = match;
    parts.push(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code) parts.push(el("code", {}, code));
    else if (strong) parts.push(el("strong", {}, strong));
    else parts.push(LINK.test(href) ? el("a", { href }, inline(label)) : label);
  }
  return [...parts, text.slice(end)];
}
