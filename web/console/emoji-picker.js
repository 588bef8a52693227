// Emoji for a composer: a button beside it opens them, words narrow them down, arrow keys lead through them, and those
// that were chosen last come first. The list is loaded when it is opened for the first time.

import { local } from "../client/storage.js";
import { el, icon, isComposing, replaceChildren } from "../shared/dom.js";
import { report } from "../shared/toast.js";
import { hasWords } from "./fold.js";

const SMILE = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9 9.5h.01M15 9.5h.01M8.5 14a4 4 0 0 0 7 0";
/** Emoji in a row, shown at once, and kept as chosen last. */
const COLUMNS = 8;
const MAX_SHOWN = 240;
const MAX_RECENT = 16;

/** @typedef {{emoji: string, name: string, words: string}} Emoji */

/** @type {Promise<Emoji[]> | undefined} */
let loading;

/** @returns {Promise<Emoji[]>} */
function load() {
  loading ??= import("./emoji-list.js").then(
    ({ EMOJI }) => EMOJI.map(parse),
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** @param {string} line @returns {Emoji} */
function parse(line) {
  const end = line.indexOf(" ");
  const words = line.slice(end + 1);
  return { emoji: line.slice(0, end), name: words.split(",")[0], words };
}

export class EmojiPicker {
  #insert;
  #recent;
  /** @type {Emoji[]} */
  #shown = [];
  #chosen = 0;
  #id = `emoji-${crypto.randomUUID()}`;
  #name = el("p", { class: "muted" });
  #grid = el("div", { class: "grid", role: "listbox", id: this.#id, "aria-label": "Emoji" });
  #search = el("input", {
    type: "search",
    role: "combobox",
    "aria-label": "Search emoji",
    "aria-autocomplete": "list",
    "aria-controls": this.#id,
    "aria-expanded": "true",
    placeholder: "Search emoji",
    autocomplete: "off",
    oninput: () => this.#show(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event),
  });
  #button = el(
    "button",
    {
      type: "button",
      class: "quiet",
      title: "Emoji",
      "aria-label": "Emoji",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: () => (this.#popover.hidden ? this.#open() : this.#close()),
    },
    icon(SMILE),
  );
  #popover = el(
    "div",
    {
      class: "emoji card",
      role: "dialog",
      "aria-label": "Emoji",
      hidden: true,
      onfocusout: (/** @type {FocusEvent} */ event) => this.#left(event),
    },
    this.#search,
    this.#grid,
    this.#name,
  );

  /** @param {number} userId whose emoji come first @param {(emoji: string) => void} insert */
  constructor(userId, insert) {
    this.#recent = `emoji.${userId}`;
    this.#insert = insert;
  }

  /** Puts the button before the composer's field. @param {import("../shared/composer.js").Composer} composer */
  attach({ element, input }) {
    input.before(this.#button);
    element.prepend(this.#popover);
  }

  #open() {
    this.#popover.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#search.value = "";
    this.#search.focus();
    this.#show();
  }

  #close() {
    this.#popover.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  /** @param {FocusEvent} event */
  #left({ relatedTarget }) {
    const target = /** @type {Node | null} */ (relatedTarget);
    if (!this.#popover.contains(target) && target != this.#button) this.#close();
  }

  async #show() {
    try {
      const all = await load();
      const query = this.#search.value.trim();
      /** @type {string[]} */
      const recent = local.get(this.#recent) ?? [];
      const first = recent.flatMap((emoji) => all.find((other) => other.emoji == emoji) ?? []);
      const isNamed = (/** @type {Emoji} */ { name }) => Number(!hasWords(name, query));
      const found = query
        ? all.filter(({ words }) => hasWords(words, query)).toSorted((one, other) => isNamed(one) - isNamed(other))
        : [...new Set([...first, ...all])];
      this.#shown = found.slice(0, MAX_SHOWN);
    } catch (error) {
      this.#shown = [];
      report(error);
    }
    const options = this.#shown.map(({ emoji, name }, index) =>
      el(
        "span",
        {
          id: `${this.#id}-${index}`,
          role: "option",
          "aria-label": name,
          title: name,
          onpointerdown: (/** @type {Event} */ event) => {
            event.preventDefault();
            this.#take(index);
          },
        },
        emoji,
      ),
    );
    replaceChildren(this.#grid, options);
    this.#mark(0);
  }

  /** @param {number} index */
  #mark(index) {
    this.#grid.children[this.#chosen]?.removeAttribute("aria-selected");
    this.#chosen = Math.max(0, Math.min(index, this.#shown.length - 1));
    const option = this.#grid.children[this.#chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#search.setAttribute("aria-activedescendant", option.id);
    else this.#search.removeAttribute("aria-activedescendant");
    this.#name.textContent = this.#shown[this.#chosen]?.name ?? "No emoji found.";
  }

  /** @param {number} index */
  #take(index) {
    const { emoji } = this.#shown[index] ?? {};
    if (!emoji) return;
    /** @type {string[]} */
    const recent = local.get(this.#recent) ?? [];
    local.set(this.#recent, [emoji, ...recent.filter((other) => other != emoji)].slice(0, MAX_RECENT));
    this.#close();
    this.#insert(emoji);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event)) return;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
    const { key } = event;
    if (key in steps) this.#mark(this.#chosen + steps[/** @type {keyof typeof steps} */ (key)]);
    else if (key == "Enter") this.#take(this.#chosen);
    else if (key == "Escape") {
      this.#close();
      this.#insert("");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
