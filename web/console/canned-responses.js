// Canned responses: a `/` in the composer, or the button beside it, offers the desk's and the agent's own; the text after it
// narrows them down. Their variables become what they stand for in this chat.

import { el, icon, isComposing, replaceChildren } from "../shared/dom.js";
import { report } from "../shared/toast.js";
import { fill } from "../shared/canned-responses.js";
import { insertAt } from "./insert.js";
import { showOwnResponses } from "./own-responses.js";

/** @typedef {import("../shared/composer.js").Composer} Composer */
/** @typedef {() => Record<string, string>} ValuesOf values of the variables, in the open chat */

/** Most offers at once. */
const MAX_OFFERS = 8;
const BOLT = "M13 3 5 14h6l-1 7 8-11h-6z";

export class CannedResponses {
  /** @type {Promise<CannedResponse[]> | undefined} */
  #all;
  #desk;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /** @param {Composer} composer @param {ValuesOf} valuesOf */
  attach(composer, valuesOf) {
    const manage = () => this.manage();
    const offers = new Offers(composer, { load: () => this.#load(), valuesOf, manage });
    composer.element.prepend(offers.element);
    composer.input.before(
      el(
        "button",
        {
          type: "button",
          class: "quiet",
          title: "Canned responses (/)",
          "aria-label": "Canned responses",
          onclick: () => offers.open(),
        },
        icon(BOLT),
      ),
    );
  }

  /** Shows the agent's own, to change them. */
  manage() {
    return showOwnResponses(this.#desk, () => (this.#all = undefined));
  }

  /** Loads them once; after an error, again with the next `/`. */
  #load() {
    this.#all ??= this.#desk.api.all("/api/canned-responses/").catch((error) => {
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
  #sources;
  /** Null is for the way to the agent's own. @type {(CannedResponse | null)[]} */
  #offered = [];
  #chosen = 0;

  /**
   * @param {Composer} composer
   * @param {{load: () => Promise<CannedResponse[]>, valuesOf: ValuesOf, manage: () => Promise<any>}} sources
   */
  constructor(composer, sources) {
    this.#composer = composer;
    this.#input = composer.input;
    this.#sources = sources;
    const id = `canned-${crypto.randomUUID()}`;
    const box = { id, role: "listbox", "aria-label": "Canned responses", hidden: true };
    this.element = el("ul", { class: "offers card", ...box });
    this.#input.setAttribute("aria-autocomplete", "list");
    this.#input.setAttribute("aria-controls", id);
    this.#input.addEventListener("input", () => this.#offer());
    this.#input.addEventListener("blur", () => this.#show([]));
    this.#input.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
  }

  /** Offers all, as a `/` does. */
  open() {
    const { value, selectionStart } = this.#input;
    if (this.#typed == null) insertAt(this.#composer, /(^|\s)$/.test(value.slice(0, selectionStart)) ? "/" : " /");
    else this.#input.focus();
    this.#offer();
  }

  /** The text after a `/` before the cursor, if there is one. */
  get #typed() {
    return this.#input.value.slice(0, this.#input.selectionStart).match(/(?:^|\s)\/(\S*)$/)?.[1];
  }

  async #offer() {
    const all = this.#typed == null ? [] : await this.#sources.load();
    const text = this.#typed?.toLowerCase();
    // Somebody who has left the composer meanwhile is offered nothing.
    if (text == null || document.activeElement != this.#input) return this.#show([]);
    const isDesks = (/** @type {CannedResponse} */ { owner_id }) => Number(owner_id == null);
    const own = all.toSorted((one, other) => isDesks(one) - isDesks(other));
    const found = own.filter((response) => matches(response, text)).slice(0, MAX_OFFERS);
    return this.#show(text && !found.length ? [] : [...found, null]);
  }

  /** @param {(CannedResponse | null)[]} offered */
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

  /** @param {CannedResponse | null} response @param {number} index */
  #option(response, index) {
    // The field keeps the focus, and with it the cursor.
    const onpointerdown = (/** @type {Event} */ event) => event.preventDefault();
    const onclick = () => this.#insert(index);
    const isChosen = String(index == this.#chosen);
    return el(
      "li",
      { id: `${this.element.id}-${index}`, role: "option", "aria-selected": isChosen, onpointerdown, onclick },
      response
        ? [
            el("strong", {}, `/${nameOf(response.shortcut)}`),
            response.owner_id != null && [" ", el("span", { class: "chip" }, "Yours")],
            " ",
            el("span", { class: "muted" }, response.content),
          ].flat()
        : "Your canned responses…",
    );
  }

  /** @param {number} index */
  #insert(index) {
    const response = this.#offered[index];
    const text = response ? fill(response.content, this.#sources.valuesOf()) : "";
    insertAt(this.#composer, text, /\/\S*$/);
    this.#show([]);
    if (!response) this.#sources.manage();
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
