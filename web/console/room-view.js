// The open room: its head, the conversation, where the agent writes, and what is known of it.

import { Composer } from "../shared/composer.js";
import { Conversation } from "../shared/conversation.js";
import { askForm } from "../shared/dialog.js";
import { el, put } from "../shared/dom.js";
import { toast } from "../shared/toast.js";
import { actions } from "./actions.js";
import { CannedResponses } from "./canned-responses.js";
import { presence } from "./card.js";
import { Details } from "./details.js";

/** The console speaks English: texts stand for themselves. @param {string} text @param {Record<string, string>} [values] */
const t = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export class RoomView {
  #desk;
  #canned;
  /** @type {string | null | undefined} */
  #shownId;
  /** @type {Conversation | undefined} */
  #conversation;
  /** @type {Composer | undefined} */
  #composer;
  /** @type {Details | undefined} */
  #details;
  #head = el("header", { class: "room-head" });
  #foot = el("div", { class: "foot" });
  #shownState = "";

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#canned = new CannedResponses(desk.api);
    this.element = el("section", { class: "room-view", "aria-label": "Open chat" });
    desk.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    const { openId, client } = this.#desk;
    if (openId != this.#shownId) this.#begin(openId);
    if (!openId) return;
    if (client.isGone(openId)) {
      toast("This chat is not there, or not any more.");
      return this.#desk.open(null);
    }
    const room = client.room(openId);
    if (!room) return;
    const { fields } = room;
    const isMine = this.#desk.isMine(fields);
    const state = JSON.stringify([fields.status, fields.agent?.id, fields.chat_user_info, fields.subject, fields.priority, this.#desk.isPresent(fields)]);
    this.#details?.show(fields);
    if (state == this.#shownState) return;
    this.#shownState = state;
    this.#showHead(fields);
    const buttons = actions(this.#desk, fields);
    put(this.#foot, isMine && fields.status != "closed" ? this.#composer?.element : hint(fields, isMine), buttons.lead);
    put(/** @type {Element} */ (this.#head.querySelector(".actions")), ...buttons.others);
    if (isMine && fields.status == "active") this.#composer?.input.focus();
  }

  /** @param {string | null} roomId */
  #begin(roomId) {
    this.#shownId = roomId;
    this.#shownState = "";
    this.#conversation?.stop();
    this.#details?.stop();
    this.element.classList.toggle("is-open", !!roomId);
    if (!roomId) return put(this.element, el("p", { class: "empty muted" }, "Choose a chat on the left. Alt+1 leads to the queue, Alt+2 to your chats, Alt+3 to what you write, Alt+4 to the details; arrow keys move in a list."));
    const { client } = this.#desk;
    // Only who has a room moves what was read in it.
    const isReading = () => document.hasFocus() && this.#desk.isMine(/** @type {import("../shared/room.js").Room} */ (client.room(roomId)).fields);
    const edit = (/** @type {Message} */ message) => this.#edit(message);
    this.#conversation = new Conversation({ client, roomId, side: "agent", isReading, t, edit });
    this.#composer = new Composer({ client, roomId, t });
    this.#canned.attach(this.#composer);
    this.#details = new Details(this.#desk, roomId);
    put(this.#head, el("p", { class: "muted" }, "Loading …"));
    put(this.#foot);
    return put(this.element, el("div", { class: "talk" }, this.#head, this.#conversation.element, this.#foot), this.#details.element);
  }

  /** @param {ChatRoom} fields */
  #showHead(fields) {
    const { chat_user_info, subject, status, priority } = fields;
    put(
      this.#head,
      el("button", { type: "button", class: "back quiet", onclick: () => this.#desk.open(null) }, "← Back"),
      el(
        "div",
        { class: "about" },
        el(
          "h2",
          {},
          presence(this.#desk.isPresent(fields)),
          chat_user_info?.full_name || chat_user_info?.email || "Visitor",
          el("span", { class: `chip ${status}` }, status),
          priority != "medium" && el("span", { class: `chip ${priority}` }, priority),
        ),
        el("p", { class: "muted", dir: "auto", title: subject }, subject),
      ),
      el("div", { class: "actions" }),
    );
  }

  /** @param {Message} message */
  #edit(message) {
    const content = { name: "content", label: "Message", type: /** @type {const} */ ("textarea"), value: message.content, required: true };
    return askForm("Edit your message", [content], {
      submit: "Save",
      action: (values) => this.#desk.api.request("PUT", `/api/messages/${message.id}/edit/`, values).then(() => this.#desk.client.refresh(message.chat_room_id)),
    });
  }
}

/** Why nothing can be written here. @param {ChatRoom} room @param {boolean} isMine */
function hint({ status, agent_name }, isMine) {
  if (status == "waiting") return el("p", { class: "muted" }, "Nobody has this chat yet.");
  if (status == "closed") return el("p", { class: "muted" }, "This chat is closed.");
  return isMine ? null : el("p", { class: "muted" }, `${agent_name ?? "Nobody"} has this chat.`);
}
