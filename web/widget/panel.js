// The open widget: its header, and the beginning of a chat, the chat, or its end. The parts of a chat are put there
// once; what changes is shown and hidden, so that nobody who is writing is disturbed.

import { Api } from "../client/api.js";
import { ChatClient } from "../client/client.js";
import { STATUS_TEXTS } from "../shared/explain.js";
import { Composer } from "../shared/composer.js";
import { Conversation } from "../shared/conversation.js";
import { el, isComposing, replaceChildren } from "../shared/dom.js";
import { PreChatForm } from "./pre-chat-form.js";
import { button, endingForm, ratingForm, thanks } from "./rating-form.js";
import { transcriptForm } from "./transcript-form.js";

/**
 * @typedef {object} Options
 * @property {string} base
 * @property {import("./main.js").Settings} settings
 * @property {import("./desk.js").Desk} desk
 * @property {(text: string, values?: Record<string, string>) => string} t
 * @property {string} language
 * @property {import("./visitor-storage.js").VisitorStorage} storage
 * @property {(unread: number) => void} unread
 * @property {() => void} closed
 */

export class Panel {
  #options;
  #status = el("p", { class: "status", role: "status" });
  #end;
  /** Words about a link that led here. */
  #news = el("p", { class: "news", role: "status" });
  #body = el("div", { class: "body" });
  /** Form below the conversation. */
  #notice = el("div", { onfocusout: () => this.#showNotice() });
  #shownNotice = "";
  /** What sends the ended chat by mail: it stays while the forms above it change. @type {Element | null | undefined} */
  #transcript;
  #isEnding = false;
  /** @type {PreChatForm | undefined} */
  #preChat;
  /** @type {ChatClient | undefined} */
  #client;
  /** @type {Conversation | undefined} */
  #conversation;
  /** @type {Composer | undefined} */
  #composer;
  /** @type {import("../client/room.js").Room | undefined} */
  #room;
  #shownKey = "";
  #stopping = new AbortController();

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    const { base, desk, t, settings, closed, storage } = options;
    this.#end = button(t("End chat"), () => this.#askEnd(true));
    const close = el("button", { type: "button", "aria-label": t("Minimize chat"), onclick: closed }, "✕");
    const title = settings.title || t("Chat with us");
    const logo = desk.logo && el("img", { src: base + desk.logo.url, alt: "", onerror: () => logo?.remove() });
    const header = el("header", {}, logo, el("div", {}, el("h2", {}, title), this.#status), this.#end, close);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key == "Escape" && !isComposing(event)) closed();
    };
    this.element = el(
      "section",
      { class: "panel", hidden: true, role: "dialog", "aria-label": title, onkeydown },
      header,
      this.#news,
      this.#body,
    );
    storage.onChange(() => this.begin(), this.#stopping.signal);
    this.begin();
  }

  focus() {
    // One that was idle for too long is over.
    this.begin();
    this.#options.storage.use();
    this.#conversation?.show();
    if (this.#preChat?.element.isConnected) this.#preChat.renew();
    const first =
      this.#composer?.element.hidden == false
        ? this.#composer.input
        : this.element.querySelector("textarea, input, .body button");
    /** @type {HTMLElement | null | undefined} */ (first)?.focus();
  }

  /** Shows words above everything else. @param {{news: string, resume?: () => void}} link that led here */
  tell({ news, resume }) {
    const open = () => {
      resume?.();
      this.begin();
      this.focus();
    };
    replaceChildren(this.#news, news, resume && button(this.#options.t("Open"), open));
  }

  /** Shows what the browser's visit has come to, if that is something else. @param {boolean} [anew] */
  begin(anew = false) {
    const { storage, unread } = this.#options;
    if (storage.key == this.#shownKey && !anew) return;
    const wasFocused = this.#isFocused;
    this.#stopChat();
    this.#shownKey = storage.key;
    this.#shownNotice = "";
    this.#transcript = null;
    this.#isEnding = false;
    this.#end.hidden = true;
    replaceChildren(this.#status);
    replaceChildren(this.#news);
    replaceChildren(this.#notice);
    unread(0);
    const { roomId, token } = storage.visit ?? {};
    if (roomId && token) this.#talk(roomId, token);
    else {
      this.#preChat = new PreChatForm(this.#options, () => this.#begun());
      replaceChildren(this.#body, this.#preChat.element);
    }
    // Else the next key would go to the page.
    if (wasFocused && !this.#isFocused) this.focus();
  }

  #begun() {
    this.begin();
    this.focus();
  }

  stop() {
    this.#stopping.abort();
    this.#stopChat();
  }

  #stopChat() {
    const client = this.#client;
    this.#conversation?.stop();
    this.#client = this.#room = this.#conversation = this.#composer = undefined;
    client?.close();
  }

  /** @param {string} roomId @param {string} token */
  #talk(roomId, token) {
    const { base, t, language, storage } = this.#options;
    const client = new ChatClient(new Api(base, token), `visitor-${roomId}`);
    this.#client = client;
    const room = client.follow(roomId);
    this.#room = room;
    const isReading = () => !this.element.hidden;
    this.#conversation = new Conversation({ client, room, side: "customer", isReading, t, language });
    this.#composer = new Composer({ client, room, t });
    this.#composer.takeDropsOn(this.#body);
    replaceChildren(this.#body, this.#conversation.element, this.#notice, this.#composer.element);
    for (const type of /** @type {const} */ (["room", "status"])) client.on(type, () => this.#changed());
    for (const type of /** @type {const} */ (["message.created", "ack"])) client.on(type, () => storage.use());
    this.#changed();
  }

  get #isFocused() {
    const { activeElement } = /** @type {ShadowRoot} */ (this.element.getRootNode());
    return activeElement != null && this.element.contains(activeElement);
  }

  #changed() {
    const { t, unread } = this.#options;
    const client = this.#client;
    const room = this.#room;
    if (!client || !room) return undefined;
    if (client.status == "signed-out" || !client.rooms.has(room.id)) return this.#leave();
    unread(this.element.hidden ? room.unread("customer") : 0);
    const { status, agent_name } = room.fields ?? {};
    let shown = t(STATUS_TEXTS[client.status] ?? "");
    if (client.status == "online") {
      if (status == "waiting") shown = t("You’re in the queue – we’ll be with you shortly.");
      else if (status == "active") shown = agent_name ?? "";
      else if (status) shown = t("This chat has ended.");
    }
    if (this.#status.textContent != shown) replaceChildren(this.#status, el("bdi", {}, shown));
    this.#end.hidden = status != "waiting" && status != "active";
    return this.#showNotice();
  }

  /** Updates the form below the conversation, and whether the composer is shown. */
  #showNotice() {
    const { t } = this.#options;
    const composer = this.#composer;
    if (!composer) return;
    const { status, rating } = this.#room?.fields ?? {};
    let kind = "";
    if (status == "resolved" || status == "closed") {
      this.#isEnding = false;
      kind = rating ? "rated" : "over";
    } else if (this.#isEnding) kind = "ending";
    // Whoever is writing there finishes it first.
    if (kind != this.#shownNotice && !this.#notice.querySelector("textarea:focus, [type=email]:focus")) {
      this.#shownNotice = kind;
      const hasEnded = kind == "over" || kind == "rated";
      this.#transcript = hasEnded ? (this.#transcript ?? this.#transcriptOf()) : null;
      replaceChildren(this.#notice, this.#noticeOf(kind), this.#transcript);
    }
    composer.element.hidden = status == "closed" || this.#isEnding;
    const placeholder = t(status == "resolved" ? "Write to reopen this chat…" : "Write a message…");
    if (composer.input.placeholder != placeholder) composer.input.placeholder = placeholder;
  }

  /** @param {string} kind */
  #noticeOf(kind) {
    const { t, desk, language } = this.#options;
    const room = this.#room;
    /** @type {RoomPath} */
    const path = `/api/chat-rooms/${room?.id}/`;
    const { api } = /** @type {ChatClient} */ (this.#client);
    const leave = () => {
      this.#leave();
      this.focus();
    };
    const rate = async (/** @type {{rating: number, comment: string}} */ given) => {
      await api.post(`${path}rate/`, given);
      room?.refresh();
    };
    if (kind == "rated") return thanks(t, leave, desk.texts?.[language]?.thanks);
    if (kind == "over") return ratingForm(t, rate, leave);
    if (!kind) return null;
    // The room's event tells of the change.
    const end = () => api.post(`${path}close/`);
    return endingForm(t, end, () => this.#askEnd(false));
  }

  /** The form that sends the transcript by mail, unless the desk sends none or nobody has answered. */
  #transcriptOf() {
    const { t, desk } = this.#options;
    const { id, fields, messages = [], hasOlder } = this.#room ?? {};
    const isAnswered = hasOlder || messages.some(({ sender_type }) => sender_type == "agent");
    if (!desk.is_email_available || !isAnswered) return null;
    const { api } = /** @type {ChatClient} */ (this.#client);
    const send = (/** @type {string} */ email) => api.post(`/api/chat-rooms/${id}/transcript/email/`, { email });
    return transcriptForm(t, fields?.chat_user_info?.email ?? "", send);
  }

  /** @param {boolean} isEnding */
  #askEnd(isEnding) {
    this.#isEnding = isEnding;
    this.#showNotice();
    if (isEnding) this.#notice.querySelector("button")?.focus();
    else this.#composer?.input.focus();
  }

  /** The chat is over for this browser. What was written and not sent may begin the next. */
  #leave() {
    const { storage } = this.#options;
    const text = this.#composer?.input.value ?? "";
    storage.visit = null;
    storage.firstMessage ||= text;
    this.begin();
  }
}
