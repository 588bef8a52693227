// The head of the open room: whose it is, how it stands, and what can be done with it.

import { el, replaceChildren } from "../shared/dom.js";
import { PRIORITY_NAMES, STATUS_NAMES } from "../shared/names.js";
import { verified } from "../shared/verified.js";
import { ActionBar } from "./action-bar.js";
import { missed, nameOf, presence } from "./card.js";
import { face } from "../shared/face.js";

export class RoomHead {
  #title = el("h2", {}, el("span", { class: "spoken" }, "Loading…"), el("span", { class: "skeleton-line" }));
  #subject = el("p", { class: "muted", dir: "auto" });
  #face = el("div", { class: "portrait" });
  #actions = new ActionBar();
  #shown = "";

  /** @param {() => void} leave */
  constructor(leave) {
    const back = el("button", { type: "button", class: "back quiet", onclick: leave }, "← Chats");
    const about = el("div", { class: "about" }, this.#title, this.#subject);
    this.element = el("header", { class: "room-head" }, back, this.#face, about, this.#actions.element);
  }

  /** @param {ChatRoom} room @param {boolean} isPresent @param {import("./actions.js").Action[]} actions */
  show(room, isPresent, actions) {
    this.#actions.show(actions);
    const { subject, status, priority, chat_user, was_unattended } = room;
    const shown = JSON.stringify([nameOf(room), subject, status, priority, isPresent, chat_user]);
    if (shown == this.#shown) return;
    this.#shown = shown;
    replaceChildren(this.#face, face(nameOf(room), chat_user?.avatar), presence(isPresent));
    replaceChildren(
      this.#title,
      el("bdi", {}, nameOf(room)),
      verified(chat_user),
      el("span", { class: `chip ${status}` }, STATUS_NAMES[status]),
      was_unattended && missed(),
      priority != "medium" && el("span", { class: `chip ${priority}` }, PRIORITY_NAMES[priority]),
    );
    this.#subject.textContent = this.#subject.title = subject;
  }
}
