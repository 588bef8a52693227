// What a tab of the list shows: the rows of some rooms, and what stands in their place while there are none.

import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { CardList } from "./card-list.js";
import { draftOf } from "./drafts.js";
import { waitingSince } from "./waiting-time.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./card.js").Item} Item */
/** @typedef {{text: string, button?: string, onclick?: () => void}} Vacancy a sentence, and what can be done */
/** @typedef {{isLoaded: boolean, error: unknown}} State */

/** Rows of a list that is being loaded. */
const SKELETON_ROWS = 6;

export class RoomPanel {
  #cards;
  #reload;
  #state = el("div", { class: "list-state" });
  #below = el("div", { class: "below" });
  #shown = "";

  /**
   * @param {Desk} desk @param {import("./selection.js").Selection} selection
   * @param {{id: string, label: string, left?: string, reload: () => void}} options `left` is what a row says that is
   * not in this list any more
   */
  constructor(desk, selection, { id, label, left = "", reload }) {
    this.#reload = reload;
    this.#cards = new CardList((roomId) => desk.open(roomId), selection, left);
    this.element = el(
      "div",
      { id, class: "panel", role: "tabpanel", "aria-label": label, tabIndex: -1 },
      this.#state,
      this.#cards.element,
      this.#below,
    );
  }

  /** The row that has the focus; with `step`, the next one as well. @param {1 | -1} [step] */
  choose(step) {
    this.#cards.choose(step);
  }

  chooseAll() {
    this.#cards.chooseAll();
  }

  /** Forgets the order of the rows. */
  clear() {
    this.#cards.clear();
  }

  /** @param {Item[]} items @param {State} state @param {Vacancy} vacancy @param {import("../shared/dom.js").Child} below */
  show(items, state, vacancy, below) {
    this.#showState(items.length, state, vacancy);
    if (this.#below.firstChild != below) replaceChildren(this.#below, below);
    this.#cards.show(items);
  }

  /** @param {number} length @param {State} state @param {Vacancy} vacancy */
  #showState(length, { isLoaded, error }, { text, button, onclick }) {
    const shown = error ? String(error) : length ? "rows" : isLoaded ? `${text} ${button}` : "loading";
    if (this.#shown === shown) return;
    this.#shown = shown;
    const vacant = () =>
      el(
        "div",
        { class: "vacant muted" },
        el("p", {}, text),
        button && el("button", { type: "button", onclick }, button),
      );
    const content = error ? failure(error, this.#reload) : length ? null : isLoaded ? vacant() : skeleton();
    replaceChildren(this.#state, content);
  }
}

/** @param {Desk} desk @param {ChatRoom} told @param {import("./selection.js").Selection} selection @returns {Item} */
export function itemOf(desk, told, selection) {
  const room = desk.latest(told);
  const messages = desk.client.rooms.get(told.id)?.messages ?? [];
  const said = messages.findLast(({ sender_type }) => sender_type != "system") ?? room.last_message;
  return {
    room,
    // What the system says is the same in many chats, and wouldn't tell one from another.
    said: said?.sender_type == "system" ? null : said,
    since: waitingSince(room, messages),
    draft: draftOf(desk.user.id, room.id),
    unread: desk.unreadIn(room),
    // Of those who wait, nobody is told whether they come or go.
    isPresent: room.status == "waiting" ? null : desk.isPresent(room),
    isOpen: room.id == desk.openId,
    isMine: desk.isMine(room),
    isChosen: selection.has(room.id),
  };
}

function skeleton() {
  const rows = Array.from({ length: SKELETON_ROWS }, () => el("div", { class: "skeleton" }));
  return el("div", { role: "status" }, el("span", { class: "spoken" }, "Loading…"), rows);
}
