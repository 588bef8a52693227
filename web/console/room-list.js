// A list of the desk on the page: its heading with a count, its cards, and what stands above them while there are none.

import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { CardList } from "./card-list.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./card.js").Item} Item */

/** Interval at which the ages on the cards are updated, in milliseconds. */
const AGE_INTERVAL = 60_000;

/**
 * @typedef {object} Options
 * @property {import("./list-loader.js").ListName} name
 * @property {string} id of its element
 * @property {string} title
 * @property {HTMLElement} count beside the title
 * @property {string} left label of a card that is not in this list any more
 * @property {string} empty text of an empty list
 * @property {HTMLElement} below stands after the cards
 * @property {() => Item[]} items called at each change; updates `count` and `below` as well
 */

/** @param {Desk} desk @param {Options} options */
export function roomList(desk, { name, id, title, count, left, empty, below, items }) {
  const cards = new CardList((roomId) => desk.open(roomId), left);
  const state = new ListState(desk, name, empty);
  const render = () => {
    const shown = items();
    state.show(shown.length);
    cards.show(shown);
  };
  desk.addEventListener("change", render);
  setInterval(render, AGE_INTERVAL);
  render();
  return el(
    "section",
    { class: "list", id, "aria-labelledby": `${id}-title`, tabIndex: -1 },
    el("h2", { id: `${id}-title` }, `${title} `, count),
    state.element,
    cards.element,
    below,
  );
}

/** @param {Desk} desk @param {ChatRoom} room @param {number} [unread] @returns {Item} */
export function itemOf(desk, room, unread) {
  // Of those who wait, nobody is told whether they come or go.
  const isPresent = room.status == "waiting" ? null : desk.isPresent(room);
  return { room, unread, isPresent, isOpen: room.id == desk.openId, isMine: desk.isMine(room) };
}

/** Stands above a list: that it is loading, that it is empty, or that it could not be loaded. */
class ListState {
  #desk;
  #name;
  #empty;
  /** @type {unknown} */
  #shown;

  /** @param {Desk} desk @param {import("./list-loader.js").ListName} name @param {string} empty */
  constructor(desk, name, empty) {
    this.#desk = desk;
    this.#name = name;
    this.#empty = empty;
    this.element = el("div", { class: "list-state" });
  }

  /** @param {number} length */
  show(length) {
    const { isLoaded, error } = this.#desk.lists[this.#name];
    const text = length ? "" : isLoaded ? this.#empty : "Loading…";
    if (this.#shown === (error ?? text)) return;
    this.#shown = error ?? text;
    const load = () => this.#desk.load(this.#name);
    replaceChildren(this.element, error ? failure(error, load) : text && el("p", { class: "empty muted" }, text));
  }
}
