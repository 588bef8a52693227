// The two lists of the desk: the queue, and the agent's own chats.

import { el, replaceChildren } from "../shared/dom.js";
import { itemOf, roomList } from "./room-list.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk */
export function queue(desk) {
  // The number of those who wait calls for less than what is unread.
  const count = el("span", { class: "chip", hidden: true });
  const below = el("p", { class: "empty muted", hidden: true }, "Showing the first 50 waiting chats.");
  const items = () => {
    const { waiting } = desk;
    replaceChildren(count, desk.waitingCount);
    count.hidden = !waiting.length;
    below.hidden = !desk.hasMoreWaiting;
    return waiting.map((room) => itemOf(desk, room));
  };
  const texts = { title: "Queue", left: "Left the queue", empty: "No one is waiting." };
  return roomList(desk, { name: "waiting", id: "queue", ...texts, count, below, items });
}

/** @param {Desk} desk @param {HTMLElement} below */
export function mine(desk, below) {
  const count = el("span", { class: "badge", hidden: true });
  const items = () => {
    const { mine, unread } = desk;
    replaceChildren(count, String(unread), el("span", { class: "spoken" }, " unread"));
    count.hidden = !unread;
    return mine.map(({ fields, unread }) => itemOf(desk, fields, unread));
  };
  const empty = desk.agent
    ? "Chats you take will appear here."
    : "You don’t take chats – become an agent to answer them.";
  const texts = { title: "My chats", left: "No longer yours", empty };
  return roomList(desk, { name: "mine", id: "mine", ...texts, count, below, items });
}
