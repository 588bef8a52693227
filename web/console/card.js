// A room as the lists show it: a row whose button stays the same element, whatever it comes to say.

import { el, replaceChildren } from "../shared/dom.js";
import { age } from "../shared/format-time.js";
import { PRIORITY_NAMES, STATUS_NAMES } from "../shared/names.js";
import { verified } from "../shared/verified.js";

/** Presence, in colour and in words. @param {boolean} isPresent */
export function presence(isPresent) {
  const word = isPresent ? "Online" : "Offline";
  return el("span", { class: `dot ${word.toLowerCase()}`, title: word, role: "img", "aria-label": word });
}

/** Name of a room's customer. @param {ChatRoom} room */
export function nameOf({ chat_user_info }) {
  return chat_user_info?.full_name || chat_user_info?.email || "Visitor";
}

/**
 * Contents of a card.
 * @typedef {object} Item
 * @property {ChatRoom} room
 * @property {number} [unread]
 * @property {boolean} isOpen
 * @property {boolean | null} isPresent null where it is not known
 * @property {boolean} isMine
 * @property {string} [left] why the room is not in this list any more
 */

export class Card {
  #button;
  #shown = "";

  /** @param {() => void} open */
  constructor(open) {
    this.#button = el("button", { type: "button", class: "room quiet", onclick: open });
    this.element = el("li", {}, this.#button);
  }

  get hasFocus() {
    return this.#button == document.activeElement;
  }

  focus() {
    this.#button.focus({ preventScroll: true });
  }

  /** @param {Item} item */
  show(item) {
    const { room, isOpen, left } = item;
    const time = (room.status == "waiting" ? null : room.last_message?.created_at) ?? room.created_at;
    const shown = JSON.stringify([item, age(time)]);
    if (shown == this.#shown) return;
    this.#shown = shown;
    if (isOpen) this.#button.setAttribute("aria-current", "true");
    else this.#button.removeAttribute("aria-current");
    this.#button.classList.toggle("has-left", !!left);
    replaceChildren(this.#button, ...lines(item, time));
  }
}

/** @param {Item} item @param {string} time */
function lines({ room, unread = 0, isPresent, isMine, left }, time) {
  const { subject, priority, tags, status, last_message, agent_name } = room;
  // What the system says is the same in many chats, and wouldn't tell one from another.
  const said = last_message?.sender_type == "system" ? null : last_message;
  const file = !said?.content && said?.attachment_info?.name;
  return [
    el(
      "span",
      { class: "line" },
      isPresent != null && presence(isPresent),
      el("strong", {}, el("bdi", {}, nameOf(room))),
      el("time", { dateTime: time }, age(time)),
    ),
    el(
      "span",
      { class: "line" },
      el("span", { class: "excerpt", dir: "auto" }, file ? el("bdi", {}, file) : said?.content || subject),
      unread > 0 && el("span", { class: "badge" }, `${unread}`, el("span", { class: "spoken" }, " unread")),
    ),
    el(
      "span",
      { class: "line chips" },
      left && el("span", { class: "chip" }, left),
      (priority == "urgent" || priority == "high") &&
        el("span", { class: `chip ${priority}` }, PRIORITY_NAMES[priority]),
      status != "waiting" && status != "active" && el("span", { class: "chip" }, STATUS_NAMES[status]),
      verified(room.chat_user),
      tags.map((tag) => el("span", { class: "chip" }, el("bdi", {}, tag))),
      !isMine && agent_name && el("span", { class: "muted" }, agent_name),
    ),
  ];
}
