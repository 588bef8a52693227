// A list of cards. Rows keep their places while somebody aims at one of them: new ones come last, and one that has left
// the list stays for a moment and says so. Once nobody aims, the list is put in order.

import { el, list } from "../shared/dom.js";
import { Card } from "./card.js";

/** @typedef {import("./card.js").Item} Item */

/** Time for which a resting pointer, or a key pressed last, still counts as aiming; in milliseconds. */
const AIM_TIMEOUT = 10_000;
/** A finger leaves the page thinking that it is still there. */
const canRest = matchMedia("(hover: hover)");

export class CardList {
  #open;
  #selection;
  #left;
  /** By room, in the order of the rows. @type {Map<string, {card: Card, item: Item}>} */
  #rows = new Map();
  /** @type {Item[]} */
  #items = [];
  #aimedAt = -Infinity;
  #timer = 0;

  /**
   * @param {(roomId: string) => void} open @param {import("./selection.js").Selection} selection
   * @param {string} left what a row says that is not in this list any more
   */
  constructor(open, selection, left) {
    this.#open = open;
    this.#selection = selection;
    this.#left = left;
    const aim = () => (this.#aimedAt = performance.now());
    const release = () => setTimeout(() => this.show(this.#items));
    const aiming = { onpointerenter: aim, onpointerdown: aim, onpointermove: aim, onkeydown: aim };
    this.element = el("ul", { class: "rooms", ...aiming, onpointerleave: release, onfocusout: release });
  }

  /** Shows another list, or another part of it, which the agent has asked for: nothing is aimed at in it yet. */
  clear() {
    this.#rows.clear();
    this.#aimedAt = -Infinity;
    this.element.replaceChildren();
  }

  /** Chooses the row that has the focus, or no longer; with the next one both, which gets the focus. @param {1 | -1} [step] */
  choose(step) {
    const ids = [...this.#rows.keys()];
    const current = ids.findIndex((id) => this.#rows.get(id)?.card.hasFocus);
    if (current < 0) return;
    if (!step) return this.#selection.toggle(ids[current]);
    if (!this.#selection.has(ids[current])) this.#selection.toggle(ids[current]);
    const next = ids[current + step];
    if (!next) return;
    if (this.#selection.has(next)) this.#selection.toggle(ids[current]);
    else this.#selection.toggle(next);
    this.#rows.get(next)?.card.focus();
  }

  /** Chooses all rows. */
  chooseAll() {
    this.#selection.all(this.#items.map(({ room }) => room.id));
  }

  /** @param {Item[]} items in their order */
  show(items) {
    this.#items = items;
    this.element.classList.toggle("picking", this.#selection.isOpen);
    const focused = [...this.#rows.values()].find(({ card }) => card.hasFocus)?.card;
    const wanted = new Map(items.map((item) => [item.room.id, item]));
    const shown = this.#shown(items, wanted);
    /** @type {Map<string, {card: Card, item: Item}>} */
    const rows = new Map();
    for (const item of shown) rows.set(item.room.id, { card: this.#card(item.room.id), item });
    this.#rows = rows;
    for (const { card, item } of rows.values()) card.show(item);
    list(
      this.element,
      shown,
      ({ room }) => room.id,
      ({ room }) => this.#card(room.id).element,
      () => null,
    );
    // A row that was moved has lost the focus on the way.
    if (focused && !focused.hasFocus && focused.element.isConnected) focused.focus();
    clearTimeout(this.#timer);
    const isToReorder = shown.length != items.length || this.#isAimedAt;
    if (isToReorder) this.#timer = setTimeout(() => this.show(this.#items), AIM_TIMEOUT);
  }

  get #isRecent() {
    return performance.now() - this.#aimedAt < AIM_TIMEOUT;
  }

  /** By the pointer, or by a key. Who has clicked a row and moved on doesn't aim. */
  get #isAimedAt() {
    if (this.element.matches(":hover") && (canRest.matches || this.#isRecent)) return true;
    return this.#isRecent && this.element.querySelector(":focus-visible") != null;
  }

  /** @param {Item[]} items @param {Map<string, Item>} wanted */
  #shown(items, wanted) {
    if (!this.#isAimedAt) return items;
    const there = [...this.#rows.values()].flatMap(({ item }) => {
      return wanted.get(item.room.id) ?? (this.#isRecent ? { ...item, unread: 0, since: null, left: this.#left } : []);
    });
    return [...there, ...items.filter(({ room }) => !this.#rows.has(room.id))];
  }

  /** @param {string} roomId */
  #card(roomId) {
    const choose = (/** @type {boolean} */ isRange) =>
      this.#selection.toggle(roomId, isRange ? [...this.#rows.keys()] : undefined);
    return this.#rows.get(roomId)?.card ?? new Card(() => this.#open(roomId), choose);
  }
}
