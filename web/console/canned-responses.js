// Canned responses: a `/` in the composer offers them, the text after it narrows them down.

import { el, isComposing, replaceChildren } from "../shared/dom.js";
import { report } from "../shared/toast.js";

/** @typedef {import("../shared/composer.js").Composer} Composer */

/** Most offers at once. */
const MAX_OFFERS = 8;

export class CannedResponses {
  /** @type {Promise<CannedResponse[]> | undefined} */
  #all;
  #api;

  /** @param {import("../client/api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /** @param {Composer} composer */
  attach(composer) {
    const offers = new Offers(composer, () => this.#load());
    composer.element.prepend(offers.element);
  }

  /** Loads them once; after an error, again with the next `/`. */
  #load() {
    this.#all ??= this.#api.all("/api/canned-responses/").catch((error) => {
      this.#all = undefined;
      report(error);
      return [];
    });
    return this.#all;
  }
}

/** The list box above a composer. */
class Offers {
  #composer;
  #input;
  #load;
  /** @type {CannedResponse[]} */
  #offered = [];
  #chosen = 0;

  /** @param {Composer} composer @param {() => Promise<CannedResponse[]>} load */
  constructor(composer, load) {
    this.#composer = composer;
    this.#input = composer.input;
    this.#load = load;
    const id = `canned-${crypto.randomUUID()}`;
    const box = { id, role: "listbox", "aria-label": "Canned responses", hidden: true };
    this.element = el("ul", { class: "offers card", ...box });
    this.#input.setAttribute("aria-autocomplete", "list");
    this.#input.setAttribute("aria-controls", id);
    this.#input.addEventListener("input", () => this.#offer());
    this.#input.addEventListener("blur", () => this.#show([]));
    this.#input.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
  }

  /** The text after a `/` before the cursor, if there is one. */
  get #typed() {
    return this.#input.value.slice(0, this.#input.selectionStart).match(/(?:^|\s)\/(\S*)$/)?.[1];
  }

  async #offer() {
    const all = this.#typed == null ? [] : await this.#load();
    const text = this.#typed?.toLowerCase();
    // Somebody who has left the composer meanwhile is offered nothing.
    const isWanted = text != null && document.activeElement == this.#input;
    this.#show(isWanted ? all.filter((response) => matches(response, text)).slice(0, MAX_OFFERS) : []);
  }

  /** @param {CannedResponse[]} offered */
  #show(offered) {
    this.#offered = offered;
    this.#chosen = 0;
    this.#mark();
  }

  #mark() {
    this.element.hidden = !this.#offered.length;
    replaceChildren(
      this.element,
      this.#offered.map((response, index) => this.#option(response, index)),
    );
    const { id } = this.element;
    if (this.#offered.length) this.#input.setAttribute("aria-activedescendant", `${id}-${this.#chosen}`);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {CannedResponse} response @param {number} index */
  #option({ shortcut, content }, index) {
    const onpointerdown = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#insert(index);
    };
    const isChosen = String(index == this.#chosen);
    return el(
      "li",
      { id: `${this.element.id}-${index}`, role: "option", "aria-selected": isChosen, onpointerdown },
      el("strong", {}, `/${nameOf(shortcut)}`),
      " ",
      el("span", { class: "muted" }, content),
    );
  }

  /** @param {number} index */
  #insert(index) {
    const { content } = this.#offered[index];
    const { value, selectionStart } = this.#input;
    const before = value.slice(0, selectionStart).replace(/\/\S*$/, "") + content;
    this.#composer.write(before + value.slice(selectionStart));
    this.#input.setSelectionRange(before.length, before.length);
    this.#show([]);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { key, shiftKey } = event;
    const count = this.#offered.length;
    if (!count || isComposing(event)) return;
    if (key == "ArrowDown" || key == "ArrowUp") {
      this.#chosen = (this.#chosen + (key == "ArrowDown" ? 1 : -1) + count) % count;
      this.#mark();
    } else if ((key == "Enter" || key == "Tab") && !shiftKey) this.#insert(this.#chosen);
    else if (key == "Escape") this.#show([]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

/** @param {CannedResponse} response @param {string} text in lower case */
function matches({ shortcut, content }, text) {
  const isNamed = nameOf(shortcut).toLowerCase().startsWith(text);
  return isNamed || (text.length > 2 && content.toLowerCase().includes(text));
}

/** @param {string} shortcut */
function nameOf(shortcut) {
  return shortcut.replace(/^\//, "");
}
