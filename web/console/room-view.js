// The open room: its head, the conversation, the composer, and the details. The parts are put on the page once for each
// room and then updated in place: a field that holds text or the focus is never moved.

import { Composer } from "../shared/composer.js";
import { Conversation } from "../shared/conversation.js";
import { askForm } from "../shared/dialog.js";
import { el, icon, list, replaceChildren } from "../shared/dom.js";
import { phrase as t } from "../shared/phrase.js";
import { report, toast } from "../shared/toast.js";
import { actionButton } from "./action-bar.js";
import { actionsOf } from "./actions.js";
import { nameOf } from "./card.js";
import { CannedResponses } from "./canned-responses.js";
import { valuesIn } from "../shared/canned-responses.js";
import { Details } from "./details.js";
import { EmojiPicker } from "./emoji-picker.js";
import { insertAt } from "./insert.js";
import { showKeyMap } from "./key-map.js";
import { RoomHead } from "./room-head.js";
import { editedButton } from "./versions.js";

/** Longest part of a message that is quoted, in characters. */
const MAX_QUOTE = 300;
const BUBBLES = "M3 5h12v8H8l-4 3v-3H3ZM18 9h3v8h-1v3l-4-3h-6v-1";

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
  /**
   * After the agent has opened or taken the room, to write at once: where the focus was when they did so.
   * @type {Element | null}
   */
  #focusedBefore = null;
  /** Rooms that are to be resolved once what was written there is stored. @type {Set<string>} */
  #resolving = new Set();

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#canned = new CannedResponses(desk);
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
        el(
          "div",
          { class: "vacant muted" },
          icon(BUBBLES),
          el("p", {}, "Select a chat to get started."),
          el("button", { type: "button", onclick: showKeyMap }, "Keyboard shortcuts"),
        ),
      );
    const { client } = this.#desk;
    // Only who has a room moves what was read in it.
    const isReading = () => document.hasFocus() && room.fields != null && this.#desk.isMine(room.fields);
    const composer = new Composer({ client, room, t });
    const controls = (/** @type {Message} */ message, /** @type {ChatRoom} */ fields) =>
      this.#controls(message, fields, composer);
    const edited = (/** @type {Message} */ message) => editedButton(this.#desk.api, message);
    const conversation = new Conversation({ client, room, side: "agent", isReading, t, controls, edited });
    const { user, agent } = this.#desk;
    this.#canned.attach(composer, () => (room.fields ? valuesIn(room.fields, agent?.full_name ?? user.username) : {}));
    new EmojiPicker(user.id, (emoji) => insertAt(composer, emoji)).attach(composer);
    composer.takeDropsOn(conversation.element);
    composer.element.hidden = true;
    const head = new RoomHead(() => this.#desk.open(null));
    const hint = el("p", { class: "muted", hidden: true });
    const lead = el("div", { class: "lead" });
    const details = new Details(this.#desk, room.id);
    this.#parts = { conversation, composer, head, details, hint, lead };
    this.#focusedBefore = document.activeElement;
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
    const actions = this.#actionsIn(room);
    const isLead = (/** @type {import("./actions.js").Action} */ { name }) => name == "take" || name == "answer";
    head.show(room, this.#desk.isPresent(room), actions);
    details.show(room);
    composer.element.hidden = !mayWrite;
    hint.hidden = mayWrite;
    hint.textContent = mayWrite ? "" : whyNot(room, isMine);
    list(
      lead,
      actions.filter(isLead),
      ({ name }) => name,
      (action) => actionButton(action),
      () => null,
    );
    // Whoever is busy elsewhere meanwhile goes on there.
    const hasStayed = [this.#focusedBefore, document.body].includes(document.activeElement);
    if (this.#focusedBefore && hasStayed && !isBusy())
      (mayWrite ? composer.input : lead.querySelector("button"))?.focus();
    this.#focusedBefore = null;
  }

  /** @param {ChatRoom} room */
  #actionsIn(room) {
    return actionsOf(this.#desk, room, () => this.#take(room.id));
  }

  /** All that can be done with the open room. */
  get actions() {
    const room = this.#parts && this.#desk.openRoom;
    return room ? this.#actionsIn(room) : [];
  }

  /** Sends what is written and resolves the room once it is stored, unless something has come in between. */
  async sendAndResolve() {
    const { openRoom } = this.#desk;
    const { composer } = this.#parts ?? {};
    if (!openRoom || !composer || this.#resolving.has(openRoom.id) || !this.#resolveOf(openRoom.id)) return;
    const { id } = openRoom;
    const isWriting = !composer.element.hidden && composer.element.contains(document.activeElement);
    if (!isWriting && hasDraft(composer)) {
      toast("You have an unsent reply. Send or delete it before you resolve this chat.");
      return;
    }
    const heard = this.#lastHeard(id);
    this.#resolving.add(id);
    try {
      const sent = isWriting ? composer.send() : [];
      if (!sent) return;
      const stored = await Promise.all(sent);
      await this.#reach(id, Math.max(0, ...stored.map(({ seq }) => seq)));
      const resolve = this.#resolveOf(id);
      if (this.#lastHeard(id) > heard) toast(`${nameOf(openRoom)} wrote again, so this chat wasn’t resolved.`);
      else await resolve?.run();
    } catch (error) {
      report(error);
    } finally {
      this.#resolving.delete(id);
    }
  }

  /** Resolves a room, if that is possible by now. @param {string} roomId */
  #resolveOf(roomId) {
    const room = this.#desk.client.rooms.get(roomId)?.fields;
    return room && this.#actionsIn(this.#desk.latest(room)).find(({ name }) => name == "resolve");
  }

  /** `seq` of the customer's last message. @param {string} roomId */
  #lastHeard(roomId) {
    const messages = this.#desk.client.rooms.get(roomId)?.messages ?? [];
    return messages.findLast(({ sender_type }) => sender_type == "user")?.seq ?? 0;
  }

  /** Waits until the copy of a room has this event, or is gone. @param {string} roomId @param {number} seq */
  async #reach(roomId, seq) {
    const { rooms } = this.#desk.client;
    while ((rooms.get(roomId)?.lastSeq ?? seq) < seq)
      await new Promise((resolve) => this.#desk.addEventListener("change", resolve, { once: true }));
  }

  /** Takes a room and shows it, unless a push has done so before the answer. @param {string} roomId */
  async #take(roomId) {
    const focusedBefore = document.activeElement;
    await this.#desk.act(roomId, "take_chat");
    if (roomId != this.#shownId) return;
    const room = this.#desk.client.rooms.get(roomId)?.fields;
    this.#focusedBefore = focusedBefore;
    if (room && this.#desk.isMine(room)) this.#show();
  }

  /** What can be done with a message. @param {Message} message @param {ChatRoom} room @param {Composer} composer */
  #controls(message, room, composer) {
    if (!message.content || room.status == "closed") return null;
    const button = (/** @type {string} */ text, /** @type {() => void} */ onclick) =>
      el("button", { class: "edit", type: "button", onclick }, text);
    // What others have said can be quoted, by whoever may answer.
    if (message.sender_type == "agent") return button("Edit", () => this.#edit(message));
    const mayWrite = this.#desk.isMine(room) && room.status == "active";
    return mayWrite && button("Quote", () => quote(message, composer));
  }

  /** The agent's own canned responses. */
  manageResponses() {
    return this.#canned.manage();
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

/** Begins the reply with what a message says. @param {Message} message @param {Composer} composer */
function quote({ content }, composer) {
  const whole = content.length > MAX_QUOTE ? `${content.slice(0, MAX_QUOTE).trimEnd()}…` : content;
  const lines = whole.split("\n").map((line) => `> ${line}`);
  const { value } = composer.input;
  composer.write(`${lines.join("\n")}\n\n${value}`);
}

/** `true` if the focus is in a text field, or in something that has opened meanwhile. */
function isBusy() {
  const focused = document.activeElement;
  return (
    !!focused?.closest("input, textarea, select, .popover, .menu") || document.querySelector("dialog[open]") != null
  );
}

/** `true` if a text or a file waits to be sent. @param {Composer} composer */
function hasDraft({ element, input }) {
  return !element.hidden && (input.value.trim() != "" || element.querySelector(".staged") != null);
}

/** Reason for which the agent can't write here. @param {ChatRoom} room @param {boolean} isMine */
function whyNot({ status, agent_name }, isMine) {
  if (status == "waiting") return "This chat is waiting for an agent.";
  if (status == "closed") return "This chat is closed.";
  if (status == "resolved") return isMine ? "This chat is resolved. Reopen it to reply." : "This chat is resolved.";
  return agent_name ? `${agent_name} is handling this chat.` : "This chat is unassigned.";
}
