// The palette: whatever can be reached or done, by a few letters of its name.

import { el, isComposing, list } from "../shared/dom.js";
import { STATUS_NAMES } from "../shared/names.js";
import { report } from "../shared/toast.js";
import { nameOf } from "./card.js";
import { hasWords } from "./fold.js";

/** Most entries that are found at once. */
const MAX_ENTRIES = 9;

/** @typedef {{text: string, hint: string, also?: string, run: () => any}} Entry `also` is found, too */

/**
 * @param {(query: string) => Entry[]} entriesFor all that there are, the most likely first
 * @param {(query: string) => Entry} otherwise stands below what was found for a query
 */
export function openPalette(entriesFor, otherwise) {
  if (!document.querySelector("dialog[open]")) new Palette(entriesFor, otherwise).open();
}

/** Chats as entries. @param {import("./desk.js").Desk} desk @returns {Entry[]} */
export function chatEntries(desk) {
  return [...desk.mine, ...desk.waiting].map((room) => ({
    text: nameOf(room),
    hint: [desk.isMine(room) ? "Your chat" : STATUS_NAMES[room.status], room.subject].join(" · "),
    also: room.subject,
    run: () => desk.open(room.id),
  }));
}

class Palette {
  #entriesFor;
  #otherwise;
  /** @type {Entry[]} */
  #entries = [];
  #chosen = 0;
  #options = el("ul", { id: "palette-options", role: "listbox", "aria-label": "Results" });
  #input = el("input", {
    role: "combobox",
    "aria-label": "Find a chat or an action",
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    "aria-controls": "palette-options",
    placeholder: "Find a chat or an action…",
    autocomplete: "off",
    oninput: () => this.#show(0),
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event),
  });
  #dialog = el(
    "dialog",
    {
      class: "palette",
      "aria-label": "Find a chat or an action",
      onclose: () => this.#dialog.remove(),
      // Beside the dialog is its own backdrop.
      onpointerdown: (/** @type {Event} */ { target }) => target == this.#dialog && this.#dialog.close(),
    },
    this.#input,
    this.#options,
  );

  /** @param {(query: string) => Entry[]} entriesFor @param {(query: string) => Entry} otherwise */
  constructor(entriesFor, otherwise) {
    this.#entriesFor = entriesFor;
    this.#otherwise = otherwise;
  }

  open() {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#input.focus();
    this.#show(0);
  }

  /** @param {number} chosen */
  #show(chosen) {
    const query = this.#input.value.trim();
    const entries = this.#entriesFor(query);
    const found = entries.filter(({ text, also = "" }) => !query || hasWords(`${text} ${also}`, query));
    const isNamed = (/** @type {Entry} */ { text }) => Number(!hasWords(text, query));
    const best = found.toSorted((one, other) => isNamed(one) - isNamed(other)).slice(0, MAX_ENTRIES);
    this.#entries = query ? [...best, this.#otherwise(query)] : best;
    this.#chosen = chosen;
    list(
      this.#options,
      this.#entries.map((entry, index) => ({ ...entry, index, isChosen: index == chosen })),
      ({ index, text, hint }) => `${index} ${text} ${hint}`,
      ({ index, text, hint, isChosen }) => this.#option(index, text, hint, isChosen),
    );
    if (this.#entries.length) this.#input.setAttribute("aria-activedescendant", `palette-${chosen}`);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index @param {string} text @param {string} hint @param {boolean} isChosen */
  #option(index, text, hint, isChosen) {
    return el(
      "li",
      { id: `palette-${index}`, role: "option", "aria-selected": String(isChosen), onclick: () => this.#run(index) },
      el("bdi", { class: "text" }, text),
      el("span", { class: "muted", dir: "auto" }, hint),
    );
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event)) return;
    const count = this.#entries.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) this.#show((this.#chosen + step + count) % count);
    else if (event.key == "Enter") this.#run(this.#chosen);
    else return;
    event.preventDefault();
  }

  /** @param {number} index */
  async #run(index) {
    const entry = this.#entries[index];
    if (!entry) return;
    this.#dialog.close();
    try {
      await entry.run();
    } catch (error) {
      report(error);
    }
  }
}
