// The head of the open room: whose it is, how it stands, and what can be done with it.

import { el, list, replaceChildren } from "../shared/dom.js";
import { PRIORITY_NAMES, STATUS_NAMES } from "../shared/names.js";
import { verified } from "../shared/verified.js";
import { nameOf, presence } from "./card.js";

export class RoomHead {
  #title = el("h2", {}, "Loading…");
  #subject = el("p", { class: "muted", dir: "auto" });
  #actions = el("div", { class: "actions" });
  #shown = "";

  /** @param {() => void} leave */
  constructor(leave) {
    const back = el("button", { type: "button", class: "back quiet", onclick: leave }, "← All chats");
    const about = el("div", { class: "about" }, this.#title, this.#subject);
    this.element = el("header", { class: "room-head" }, back, about, this.#actions);
  }

  /** @param {ChatRoom} room @param {boolean} isPresent @param {import("./actions.js").Action[]} actions */
  show(room, isPresent, actions) {
    // A button that stays keeps its element, and with it the focus.
    list(
      this.#actions,
      actions,
      ({ text }) => text,
      ({ make }) => make(),
      () => room.agent?.id,
    );
    const { subject, status, priority, chat_user } = room;
    const shown = JSON.stringify([nameOf(room), subject, status, priority, isPresent, chat_user?.is_verified]);
    if (shown == this.#shown) return;
    this.#shown = shown;
    replaceChildren(
      this.#title,
      presence(isPresent),
      el("bdi", {}, nameOf(room)),
      verified(chat_user),
      el("span", { class: `chip ${status}` }, STATUS_NAMES[status]),
      priority != "medium" && el("span", { class: `chip ${priority}` }, PRIORITY_NAMES[priority]),
    );
    this.#subject.textContent = this.#subject.title = subject;
  }
}
