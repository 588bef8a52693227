// The lists of rooms: the queue, and beside it the agent's own, those that are over, and what a search finds.

import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { CardList } from "./card-list.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** Interval at which the ages on the cards are updated, in milliseconds. */
const AGE_INTERVAL = 60_000;

/** @param {Desk} desk */
export function queue(desk) {
  // How many there are calls for less than what is unread.
  const count = el("span", { class: "chip", hidden: true });
  const rooms = new CardList((roomId) => desk.open(roomId), "Left the queue");
  const more = el("p", { class: "empty muted", hidden: true }, "Showing the first 50 waiting chats.");
  const state = listState(desk, "waiting", "No one is waiting.");
  onChange(desk, () => {
    const { waiting } = desk;
    replaceChildren(count, desk.waitingCount);
    count.hidden = !waiting.length;
    more.hidden = !desk.hasMoreWaiting;
    state.show(waiting.length);
    rooms.show(waiting.map((room) => item(desk, room)));
  });
  return el(
    "section",
    { class: "list", id: "queue", "aria-labelledby": "queue-title", tabIndex: -1 },
    el("h2", { id: "queue-title" }, "Queue ", count),
    state.element,
    rooms.element,
    more,
  );
}

/** @param {Desk} desk @param {HTMLElement} found */
export function mineAndMore(desk, found) {
  const count = el("span", { class: "badge", hidden: true });
  const rooms = new CardList((roomId) => desk.open(roomId), "No longer yours");
  const empty = desk.agent
    ? "Chats you take will appear here."
    : "You don’t take chats – become an agent to answer them.";
  const state = listState(desk, "mine", empty);
  onChange(desk, () => {
    const { mine, unread } = desk;
    replaceChildren(count, String(unread), el("span", { class: "spoken" }, " unread"));
    count.hidden = !unread;
    state.show(mine.length);
    rooms.show(mine.map(({ fields, unread }) => item(desk, fields, unread)));
  });
  return el(
    "section",
    { class: "list", id: "mine", "aria-labelledby": "mine-title", tabIndex: -1 },
    el("h2", { id: "mine-title" }, "My chats ", count),
    state.element,
    rooms.element,
    found,
  );
}

/** Rooms that are over, and a search in all. @param {Desk} desk */
export function foundRooms(desk) {
  const search = el("input", {
    type: "search",
    placeholder: "Search by name, email or subject",
    "aria-label": "Search all chats",
  });
  const rooms = new CardList((roomId) => desk.open(roomId), "");
  const state = el("div", { class: "empty muted" });
  const more = el("button", { type: "button", class: "quiet", hidden: true, onclick: () => load(next) }, "Load more");
  /** @type {ChatRoom[]} */
  let results = [];
  /** @type {string | null} */
  let next = null;
  let timer = 0;
  let turn = 0;

  /** @param {string | null} page the next one, or null for the first */
  async function load(page) {
    const query = search.value.trim();
    const current = ++turn;
    more.disabled = true;
    try {
      const path = query ? "filtered_chats" : "resolved_closed_chats";
      const answer = page
        ? await desk.api.follow(page)
        : await desk.api.get(`/api/chat-rooms/${path}/`, { search: query });
      // Another search may have begun meanwhile.
      if (current != turn) return;
      results = page ? [...results, ...answer.chats] : answer.chats;
      next = answer.pagination.next;
      replaceChildren(state, results.length || next ? "" : query ? "No chats found." : "No closed chats yet.");
      more.hidden = !next;
      shown();
    } catch (error) {
      if (current == turn)
        replaceChildren(
          state,
          failure(error, () => load(page)),
        );
    } finally {
      more.disabled = false;
    }
  }
  const shown = () => rooms.show(results.map((room) => item(desk, desk.client.rooms.get(room.id)?.fields ?? room)));
  search.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(null), 300);
  };
  const details = el(
    "details",
    { class: "found", ontoggle: () => details.open && load(null) },
    el("summary", {}, "All chats"),
    search,
    state,
    rooms.element,
    more,
  );
  desk.addEventListener("change", () => details.open && shown());
  return details;
}

/**
 * Stands above a list: that it is loading, that it is empty, or that it could not be loaded.
 * @param {Desk} desk @param {import("./desk.js").ListName} name @param {string} empty
 */
function listState(desk, name, empty) {
  const element = el("div", { class: "list-state" });
  /** @type {unknown} */
  let shown;
  return {
    element,
    /** @param {number} length */
    show(length) {
      const { isLoaded, error } = desk.lists[name];
      const text = length ? "" : isLoaded ? empty : "Loading…";
      if (shown === (error ?? text)) return;
      shown = error ?? text;
      replaceChildren(
        element,
        error ? failure(error, () => desk.load(name)) : text && el("p", { class: "empty muted" }, text),
      );
    },
  };
}

/** @param {Desk} desk @param {ChatRoom} room @param {number} [unread] @returns {import("./card.js").Item} */
function item(desk, room, unread) {
  // Of those who wait, nobody is told whether they come or go.
  const isPresent = room.status == "waiting" ? null : desk.isPresent(room);
  return { room, unread, isPresent, isOpen: room.id == desk.openId, isMine: desk.isMine(room) };
}

/** @param {Desk} desk @param {() => void} render */
function onChange(desk, render) {
  desk.addEventListener("change", render);
  setInterval(render, AGE_INTERVAL);
  render();
}
