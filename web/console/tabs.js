// Tabs above a panel: one is selected, and arrow keys lead from one to the next.

import { el, replaceChildren } from "../shared/dom.js";

/** @template {string} Name */
export class Tabs {
  #select;
  /** @type {Map<Name, HTMLButtonElement>} */
  #tabs = new Map();

  /** @param {string} label @param {[name: Name, panelId: string][]} tabs @param {(name: Name) => void} select */
  constructor(label, tabs, select) {
    this.#select = select;
    for (const [name, panelId] of tabs) {
      const onclick = () => select(name);
      this.#tabs.set(name, el("button", { type: "button", role: "tab", "aria-controls": panelId, onclick }));
    }
    this.element = el("div", { class: "tabs", role: "tablist", "aria-label": label }, [...this.#tabs.values()]);
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Marks a tab as the selected one. @param {Name} selected */
  mark(selected) {
    for (const [name, tab] of this.#tabs) {
      tab.setAttribute("aria-selected", String(name == selected));
      tab.tabIndex = name == selected ? 0 : -1;
    }
  }

  /** @param {Name} name @param {...import("../shared/dom.js").Child} content */
  name(name, ...content) {
    const tab = this.#tabs.get(name);
    if (tab) replaceChildren(tab, ...content);
  }

  /** @param {KeyboardEvent} event */
  #pressed({ key }) {
    const names = [...this.#tabs.keys()];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const current = names.findIndex((name) => this.#tabs.get(name) == document.activeElement);
    if (!step || current < 0) return;
    const name = names[(current + step + names.length) % names.length];
    this.#select(name);
    this.#tabs.get(name)?.focus();
  }
}
