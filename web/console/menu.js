// A button with three dots, and the menu that it opens.

import { el, icon, isComposing, replaceChildren } from "../shared/dom.js";
import { report } from "../shared/toast.js";

/** @typedef {{text: string, look: string, run: () => Promise<any>}} MenuItem */

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";

export class Menu {
  #items = el("ul", { class: "menu card", role: "menu", hidden: true });
  #button;
  #shown = "";

  /** @param {string} label */
  constructor(label) {
    this.#button = el(
      "button",
      {
        type: "button",
        class: "quiet dots",
        title: label,
        "aria-label": label,
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => (this.#items.hidden ? this.#open() : this.#close()),
      },
      icon(DOTS),
    );
    this.#items.setAttribute("aria-label", label);
    this.element = el("div", { class: "menu-holder", hidden: true }, this.#button, this.#items);
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.element.contains(/** @type {Node | null} */ (relatedTarget))) this.#close();
    });
  }

  /** @param {MenuItem[]} items by their texts */
  show(items) {
    const shown = items.map(({ text }) => text).join();
    if (shown == this.#shown) return;
    this.#shown = shown;
    this.element.hidden = !items.length;
    replaceChildren(
      this.#items,
      items.map((item) => el("li", { role: "none" }, this.#item(item))),
    );
  }

  /** @param {MenuItem} item */
  #item({ text, look, run }) {
    const onclick = () => {
      this.#close();
      this.#button.focus();
      run().catch(report);
    };
    return el("button", { type: "button", role: "menuitem", class: `quiet ${look}`, tabIndex: -1, onclick }, text);
  }

  #open() {
    this.#items.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#items.querySelector("button")?.focus();
  }

  #close() {
    this.#items.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event) || this.#items.hidden) return;
    const items = [...this.#items.querySelectorAll("button")];
    const current = items.findIndex((item) => item == document.activeElement);
    const steps = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: -1 };
    const { key } = event;
    if (key == "Escape") {
      this.#close();
      this.#button.focus();
    } else if (key in steps) items.at(steps[/** @type {keyof typeof steps} */ (key)] % items.length)?.focus();
    else return;
    event.preventDefault();
  }
}
