// The lists of rooms: the queue, and beside it the agent's own, those that are over, and what a search finds.

import { el, list, put } from "../shared/dom.js";
import { report } from "../shared/toast.js";
import { card } from "./card.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** How often the ages on the cards are written anew, in milliseconds. */
const MINUTE = 60_000;

/** @param {Desk} desk */
export function queue(desk) {
  const count = el("span", { class: "badge", hidden: true });
  const rooms = el("ul", { class: "rooms" });
  const empty = el("p", { class: "empty muted" });
  const more = el("p", { class: "empty muted", hidden: true }, "The queue goes on after these.");
  onChange(desk, () => {
    const { waiting } = desk;
    put(count, `${waiting.length}${desk.hasMoreWaiting ? "+" : ""}`);
    count.hidden = !waiting.length;
    empty.hidden = waiting.length > 0;
    put(empty, desk.isLoaded ? "Nobody is waiting." : "Loading …");
    more.hidden = !desk.hasMoreWaiting;
    show(desk, rooms, waiting.map((room) => ({ room })));
  });
  return el("section", { class: "list", id: "queue", "aria-labelledby": "queue-title" }, el("h2", { id: "queue-title" }, "Queue ", count), rooms, empty, more);
}

/** @param {Desk} desk @param {ReturnType<typeof foundRooms>} found */
export function mineAndMore(desk, found) {
  const count = el("span", { class: "badge", hidden: true });
  const rooms = el("ul", { class: "rooms" });
  const empty = el("p", { class: "empty muted" });
  onChange(desk, () => {
    const { mine, unread } = desk;
    put(count, String(unread), el("span", { class: "spoken" }, " unread"));
    count.hidden = !unread;
    empty.hidden = mine.length > 0;
    put(empty, desk.isLoaded ? "Take a chat from the queue, and it is here." : "Loading …");
    show(desk, rooms, mine.map((room) => ({ room: room.fields, unread: room.unread("agent") })));
  });
  return el("section", { class: "list", id: "mine", "aria-labelledby": "mine-title" }, el("h2", { id: "mine-title" }, "My chats ", count), rooms, empty, found);
}

/** Rooms that are over, and a search in all. @param {Desk} desk */
export function foundRooms(desk) {
  const search = el("input", { type: "search", placeholder: "Search all chats", "aria-label": "Search all chats" });
  const rooms = el("ul", { class: "rooms" });
  const empty = el("p", { class: "empty muted" });
  const more = el("button", { type: "button", class: "quiet", hidden: true, onclick: () => load(next) }, "More");
  /** @type {ChatRoom[]} */
  let results = [];
  /** @type {string | null} */
  let next = null;
  let timer = 0;

  /** @param {string | null} page the next one, or null for the first */
  async function load(page) {
    const query = search.value.trim();
    try {
      const path = query ? "filtered_chats" : "resolved_closed_chats";
      const answer = page ? await desk.api.follow(page) : await desk.api.get(`/api/chat-rooms/${path}/`, { search: query });
      // Another search may have begun meanwhile.
      if (query != search.value.trim()) return;
      results = page ? [...results, ...answer.chats] : answer.chats;
      next = answer.pagination.next;
      put(empty, results.length || next ? "" : query ? "Nothing found." : "No chat is over yet.");
      more.hidden = !next;
      shown();
    } catch (error) {
      report(error);
    }
  }
  const shown = () => show(desk, rooms, results.map((room) => ({ room: desk.client.room(room.id)?.fields ?? room })));
  search.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(null), 300);
  };
  const details = el("details", { class: "found", ontoggle: () => details.open && load(null) }, el("summary", {}, "Earlier and others"), search, rooms, empty, more);
  desk.addEventListener("change", () => details.open && shown());
  return details;
}

/** @typedef {{room: ChatRoom, unread?: number}} Item */

/** @param {Desk} desk @param {HTMLElement} parent @param {Item[]} rooms */
function show(desk, parent, rooms) {
  const shown = (/** @type {Item} */ { room, unread }) => {
    // Of those who wait, nobody is told whether they come or go.
    const isPresent = room.status == "waiting" ? null : desk.isPresent(room);
    return { unread, isOpen: room.id == desk.openId, isPresent, isMine: desk.isMine(room) };
  };
  const make = (/** @type {Item} */ item) => card(item.room, { ...shown(item), open: () => desk.open(item.room.id) });
  const minute = Math.floor(Date.now() / MINUTE);
  const hadFocus = document.activeElement?.closest("li");
  const index = hadFocus ? [...parent.children].indexOf(hadFocus) : -1;
  list(parent, rooms, ({ room }) => room.id, make, (item) => [item, shown(item), minute]);
  // A card that was made anew under the keyboard gets it back.
  if (index >= 0 && !parent.contains(document.activeElement)) parent.children[index]?.querySelector("button")?.focus();
}

/** @param {Desk} desk @param {() => void} render */
function onChange(desk, render) {
  desk.addEventListener("change", render);
  setInterval(render, MINUTE);
  render();
}
