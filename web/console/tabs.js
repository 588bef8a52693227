// The lists of a narrow window: one at a time, chosen by tabs. A wide one shows both, and no tabs.

import { el, replaceChildren } from "../shared/dom.js";

/** @typedef {"queue" | "mine"} TabName */

export class Tabs {
  #desk;
  /** @type {Record<TabName, HTMLButtonElement>} */
  #tabs;
  /** @type {TabName} */
  #selected = "queue";
  /** The open room, and whether it is the agent's: what decides on a tab by itself. */
  #followed = "";

  /** @param {import("./desk.js").Desk} desk @param {HTMLElement} queue @param {HTMLElement} mine */
  constructor(desk, queue, mine) {
    this.#desk = desk;
    this.#tabs = { queue: this.#tab("queue"), mine: this.#tab("mine") };
    const bar = el("div", { class: "tabs", role: "tablist", "aria-label": "Chats" }, this.#tabs.queue, this.#tabs.mine);
    bar.addEventListener("keydown", (event) => this.#pressed(event));
    this.element = el("div", { class: "lists" }, bar, queue, mine);
    desk.addEventListener("change", () => this.#show());
    this.select("queue");
    this.#show();
  }

  /** @param {TabName} name */
  select(name) {
    this.#selected = name;
    this.element.dataset.selected = name;
    for (const [other, tab] of Object.entries(this.#tabs)) {
      tab.setAttribute("aria-selected", String(other == name));
      tab.tabIndex = other == name ? 0 : -1;
    }
  }

  #show() {
    const { waiting, waitingCount, mine, unread, openId, client } = this.#desk;
    replaceChildren(this.#tabs.queue, "Queue ", waiting.length > 0 && el("span", { class: "count" }, waitingCount));
    replaceChildren(
      this.#tabs.mine,
      "My chats ",
      mine.length > 0 && el("span", { class: "count" }, String(mine.length)),
      unread > 0 && el("span", { class: "badge" }, String(unread), el("span", { class: "spoken" }, " unread")),
    );
    // A chat that is opened, taken or given back shows the list that it is in.
    const room = openId ? client.rooms.get(openId)?.fields : null;
    const followed = room && `${room.id} ${room.status == "waiting" ? "queue" : "mine"}`;
    if (!followed || followed == this.#followed) return;
    this.#followed = followed;
    this.select(room.status == "waiting" ? "queue" : "mine");
  }

  /** @param {TabName} name */
  #tab(name) {
    return el("button", { type: "button", role: "tab", "aria-controls": name, onclick: () => this.select(name) });
  }

  /** @param {KeyboardEvent} event */
  #pressed({ key }) {
    if (key != "ArrowLeft" && key != "ArrowRight") return;
    this.select(this.#selected == "queue" ? "mine" : "queue");
    this.#tabs[this.#selected].focus();
  }
}
