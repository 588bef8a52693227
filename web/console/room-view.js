// The open room: its head, the conversation, the composer, and the details. The parts are put on the page once for each
// room and then updated in place: a field that holds text or the focus is never moved.

import { Composer } from "../shared/composer.js";
import { Conversation } from "../shared/conversation.js";
import { askForm } from "../shared/dialog.js";
import { el, list, replaceChildren } from "../shared/dom.js";
import { phrase as t } from "../shared/phrase.js";
import { toast } from "../shared/toast.js";
import { actions } from "./actions.js";
import { CannedResponses } from "./canned-responses.js";
import { Details } from "./details.js";
import { SHORTCUTS_HINT } from "./keyboard-shortcuts.js";
import { RoomHead } from "./room-head.js";

/**
 * The parts of a room that is open.
 * @typedef {object} Parts
 * @property {Conversation} conversation
 * @property {Composer} composer
 * @property {RoomHead} head
 * @property {Details} details
 * @property {HTMLElement} hint
 * @property {HTMLElement} lead
 */

export class RoomView {
  #desk;
  #canned;
  /** @type {string | null | undefined} */
  #shownId;
  /** @type {Parts | undefined} */
  #parts;
  /** `true` after the agent has opened or taken the room, to write at once. */
  #isToFocus = false;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#canned = new CannedResponses(desk.api);
    this.element = el("section", { class: "room-view", "aria-label": "Current chat" });
    desk.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    const { openId, client } = this.#desk;
    const room = openId ? client.rooms.get(openId) : null;
    if (room === undefined) {
      toast("This chat no longer exists.");
      this.#desk.open(null);
      return;
    }
    if (openId !== this.#shownId) this.#begin(room);
    if (room?.fields && this.#parts) this.#showRoom(room.fields, this.#parts);
  }

  /** @param {import("../client/room.js").Room | null} room */
  #begin(room) {
    this.#shownId = room?.id ?? null;
    this.#parts?.conversation.stop();
    this.#parts?.details.stop();
    this.#parts = undefined;
    this.element.classList.toggle("is-open", !!room);
    if (!room)
      return replaceChildren(
        this.element,
        el("div", { class: "empty muted" }, el("p", {}, "Select a chat to get started."), el("p", {}, SHORTCUTS_HINT)),
      );
    const { client } = this.#desk;
    // Only who has a room moves what was read in it.
    const isReading = () => document.hasFocus() && room.fields != null && this.#desk.isMine(room.fields);
    const controls = (/** @type {Message} */ message, /** @type {ChatRoom} */ { status }) => {
      if (!message.content || status == "closed") return null;
      return el("button", { class: "edit", type: "button", onclick: () => this.#edit(message) }, "Edit");
    };
    const conversation = new Conversation({ client, room, side: "agent", isReading, t, controls });
    const composer = new Composer({ client, room, t });
    this.#canned.attach(composer);
    composer.takeDropsOn(conversation.element);
    composer.element.hidden = true;
    const head = new RoomHead(() => this.#desk.open(null));
    const hint = el("p", { class: "muted", hidden: true });
    const lead = el("div", { class: "lead" });
    const details = new Details(this.#desk, room.id);
    this.#parts = { conversation, composer, head, details, hint, lead };
    this.#isToFocus = true;
    const foot = el("div", { class: "foot" }, composer.element, hint, lead);
    return replaceChildren(
      this.element,
      el("div", { class: "talk" }, head.element, conversation.element, foot),
      details.element,
    );
  }

  /** @param {ChatRoom} room @param {Parts} parts */
  #showRoom(room, { composer, head, details, hint, lead }) {
    const isMine = this.#desk.isMine(room);
    const mayWrite = isMine && room.status == "active";
    const buttons = actions(this.#desk, room, () => this.#taken(room.id));
    head.show(room, this.#desk.isPresent(room), buttons.others);
    details.show(room);
    composer.element.hidden = !mayWrite;
    hint.hidden = mayWrite;
    hint.textContent = mayWrite ? "" : whyNot(room, isMine);
    list(
      lead,
      buttons.lead ? [buttons.lead] : [],
      ({ text }) => text,
      ({ make }) => make(),
    );
    // Whoever writes in another field meanwhile goes on there.
    if (this.#isToFocus && mayWrite && !isWriting()) composer.input.focus();
    this.#isToFocus = false;
  }

  /** Shows a taken room, unless a push has done so before the answer. @param {string} roomId */
  #taken(roomId) {
    if (roomId != this.#shownId) return;
    const room = this.#desk.client.rooms.get(roomId)?.fields;
    this.#isToFocus = true;
    if (room && this.#desk.isMine(room)) this.#show();
  }

  /** @param {Message} message */
  #edit(message) {
    const content = {
      name: "content",
      label: "Message",
      type: /** @type {const} */ ("textarea"),
      value: message.content,
      required: true,
    };
    return askForm("Edit message", [content], {
      submit: "Save",
      action: (/** @type {any} */ values) =>
        this.#desk.api
          .request("PUT", `/api/messages/${message.id}/edit/`, values)
          .then(() => this.#desk.client.rooms.get(message.chat_room_id)?.refresh()),
    });
  }
}

/** `true` if the focus is in a text field or a dialog. */
function isWriting() {
  return document.activeElement?.matches("input, textarea, select") || document.querySelector("dialog[open]") != null;
}

/** Reason for which the agent can't write here. @param {ChatRoom} room @param {boolean} isMine */
function whyNot({ status, agent_name }, isMine) {
  if (status == "waiting") return "This chat is waiting for an agent.";
  if (status == "closed") return "This chat is closed.";
  if (status == "resolved") return isMine ? "This chat is resolved. Reopen it to reply." : "This chat is resolved.";
  return agent_name ? `${agent_name} is handling this chat.` : "This chat is unassigned.";
}
