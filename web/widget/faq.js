// The FAQ: questions that may be answered already, before the first message and while a visitor waits.

import { el, replaceChildren } from "../shared/dom.js";

/** @typedef {import("../client/types.js").FaqArticle} Article */
/** @typedef {Article["formatted_answer"][number]} Node */

/** Articles that are shown without a search. */
const SHOWN = 4;
/** Time after the last key until a search, in milliseconds. */
const SEARCH_DELAY = 250;

/** @param {import("./panel.js").Options} options */
export class Faq {
  #options;
  #search = el("input", { type: "search", maxlength: 200, oninput: () => this.#searchSoon() });
  #articles = el("div", { role: "status" });
  #timer = 0;
  /** Number of the last search: an older one's answer comes to nothing. */
  #searches = 0;
  /** Articles that the visitor has spoken of. @type {Set<number>} */
  #rated = new Set();

  /** @param {import("./panel.js").Options} options */
  constructor(options) {
    const { t } = options;
    this.#options = options;
    this.#search.placeholder = t("Search for an answer");
    this.#search.setAttribute("aria-label", t("Search for an answer"));
    this.element = el(
      "section",
      { class: "faq", hidden: true, "aria-label": t("Common questions") },
      this.#search,
      this.#articles,
    );
    this.#find();
  }

  #searchSoon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#find(), SEARCH_DELAY);
  }

  async #find() {
    const { base, language, t } = this.#options;
    const search = this.#search.value.trim();
    const number = ++this.#searches;
    const query = new URLSearchParams({ language, search, page_size: String(SHOWN + 1) });
    /** @type {Article[]} */
    const found = await fetch(`${base}/api/faq/?${query}`, { credentials: "omit" })
      .then((answer) => (answer.ok ? answer.json() : { results: [] }))
      .then(({ results }) => results)
      .catch(() => []);
    if (number != this.#searches) return;
    const articles = found.slice(0, SHOWN).map((article) => this.#article(article));
    replaceChildren(this.#articles, ...(articles.length || !search ? articles : [t("Nothing found. Just ask us.")]));
    if (search) return;
    this.element.hidden = !articles.length;
    this.#search.hidden = found.length <= SHOWN;
  }

  /** @param {Article} article */
  #article({ id, question, formatted_answer }) {
    const rating = el("p", { class: "rate" });
    const details = el(
      "details",
      {},
      el("summary", { dir: "auto" }, question),
      el("div", { class: "answer", dir: "auto" }, formatted_answer.map(elementOf), rating),
    );
    details.ontoggle = () => details.open && this.#ask(id, rating);
    return details;
  }

  /** Asks whether an article has helped, once. @param {number} id @param {HTMLElement} place */
  #ask(id, place) {
    const { base, t } = this.#options;
    if (this.#rated.has(id)) return;
    const say = (/** @type {boolean} */ has_helped) => {
      this.#rated.add(id);
      place.setAttribute("role", "status");
      replaceChildren(place, has_helped ? t("Glad that helped!") : t("Sorry about that. Ask us below."));
      const body = new URLSearchParams({ has_helped: String(has_helped) });
      fetch(`${base}/api/faq/${id}/rate/`, { method: "POST", body, keepalive: true }).catch(() => {});
    };
    const choice = (/** @type {string} */ text, /** @type {boolean} */ has_helped) =>
      el("button", { type: "button", onclick: () => say(has_helped) }, text);
    replaceChildren(place, t("Did this help?"), " ", choice(t("Yes"), true), choice(t("No"), false));
  }
}

/** @param {Node} node @returns {globalThis.Node | string} */
function elementOf(node) {
  if (typeof node == "string") return node;
  const made = document.createElement(node.tag);
  if (node.href) Object.assign(made, { href: node.href, target: "_blank", rel: "noopener noreferrer" });
  replaceChildren(made, ...node.content.map(elementOf));
  return made;
}
