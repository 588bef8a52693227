// Canned responses: a `/` in the composer offers them, what follows narrows them down.

import { el, put } from "../shared/dom.js";
import { isComposing } from "../shared/keys.js";
import { report } from "../shared/toast.js";

/** How many are offered at once. */
const MAX_OFFERS = 8;

export class CannedResponses {
  /** @type {Promise<CannedResponse[]> | undefined} */
  #all;
  #api;

  /** @param {import("../shared/api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /** @param {import("../shared/composer.js").Composer} composer */
  attach(composer) {
    const { input, element } = composer;
    const id = `canned-${crypto.randomUUID()}`;
    const offers = el("ul", {
      class: "offers card",
      id,
      role: "listbox",
      "aria-label": "Canned responses",
      hidden: true,
    });
    /** @type {CannedResponse[]} */
    let offered = [];
    let chosen = 0;
    element.prepend(offers);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", id);
    input.addEventListener("input", offer);
    input.addEventListener("blur", () => show([]));
    input.addEventListener("keydown", press, { capture: true });

    const typed = () => input.value.slice(0, input.selectionStart).match(/(?:^|\s)\/(\S*)$/)?.[1];

    async function offer(/** @type {Event} */ _event) {
      if (typed() == null) return show([]);
      const all = await load();
      const text = typed()?.toLowerCase();
      // Who has left the composer meanwhile is offered nothing.
      if (text == null || document.activeElement != input) return show([]);
      const matches = (/** @type {CannedResponse} */ { shortcut, content }) =>
        shortcut.replace(/^\//, "").toLowerCase().startsWith(text) ||
        (text.length > 2 && content.toLowerCase().includes(text));
      return show(all.filter(matches).slice(0, MAX_OFFERS));
    }
    const load = () => this.#load();

    /** @param {CannedResponse[]} matching */
    function show(matching) {
      offered = matching;
      chosen = 0;
      mark();
    }

    function mark() {
      offers.hidden = !offered.length;
      put(
        offers,
        offered.map(({ shortcut, content }, index) => {
          const take = (/** @type {Event} */ event) => (event.preventDefault(), insert(index));
          return el(
            "li",
            { id: `${id}-${index}`, role: "option", "aria-selected": String(index == chosen), onpointerdown: take },
            el("strong", {}, `/${shortcut.replace(/^\//, "")}`),
            " ",
            el("span", { class: "muted" }, content),
          );
        }),
      );
      if (offered.length) input.setAttribute("aria-activedescendant", `${id}-${chosen}`);
      else input.removeAttribute("aria-activedescendant");
    }

    /** @param {number} index */
    function insert(index) {
      const { content } = offered[index];
      const before = input.value.slice(0, input.selectionStart).replace(/\/\S*$/, "");
      const after = input.value.slice(input.selectionStart);
      composer.write(before + content + after);
      input.selectionStart = input.selectionEnd = (before + content).length;
      show([]);
    }

    /** @param {KeyboardEvent} event */
    function press(event) {
      if (!offered.length || isComposing(event)) return;
      const step = event.key == "ArrowDown" ? 1 : event.key == "ArrowUp" ? -1 : 0;
      if (step) {
        chosen = (chosen + step + offered.length) % offered.length;
        mark();
      } else if ((event.key == "Enter" || event.key == "Tab") && !event.shiftKey) insert(chosen);
      else if (event.key == "Escape") show([]);
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }

  /** Once; after a fault, again with the next `/`. */
  #load() {
    this.#all ??= this.#api.all("/api/canned-responses/").catch((error) => {
      this.#all = undefined;
      report(error);
      return [];
    });
    return this.#all;
  }
}
