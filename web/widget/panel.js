// The open widget: its header, the conversation, before and after it has a room, and its composer. They are put there
// once, and what changes is shown and hidden, so that nobody who is writing is disturbed.

import { Api } from "../client/api.js";
import { ChatClient } from "../client/client.js";
import { STATUS_TEXTS, explain } from "../shared/explain.js";
import { Composer } from "../shared/composer.js";
import { Conversation } from "../shared/conversation.js";
import { el, isComposing, replaceChildren } from "../shared/dom.js";
import { Attention } from "./attention.js";
import { loadDesk } from "./desk.js";
import { face } from "./face.js";
import { greeting } from "./greeting.js";
import { Header } from "./header.js";
import { Introduction } from "./introduction.js";
import { PreChat, preChatOutbox } from "./pre-chat.js";
import { Reporter } from "./reporter.js";
import { button, endingForm, ratingForm, thanks } from "./rating-form.js";
import { downloadTranscript } from "./transcript-download.js";
import { transcriptForm } from "./transcript-form.js";

// What is wanted once there is a panel, or was one.
export { followMailLink } from "./mail-link.js";
export { signOut } from "./sign-out.js";

/**
 * @typedef {object} Options
 * @property {string} base
 * @property {import("./main.js").Settings} settings
 * @property {string} serviceWorker path of the one that shows notifications; empty without one
 * @property {import("./main.js").Visitor} visitor
 * @property {import("./desk.js").Desk} desk
 * @property {(text: string, values?: Record<string, string>) => string} t
 * @property {string} language
 * @property {import("./visitor-storage.js").VisitorStorage} storage
 * @property {(unread: number) => void} unread
 * @property {() => void} opened the visitor wants to see the chat
 * @property {() => void} closed and no longer
 * @property {(type: string, detail?: any) => void} emit tells the page
 */

export class Panel {
  #options;
  #header;
  /** Words about a link that led here. */
  #news = el("p", { class: "news", role: "status" });
  #body = el("div", { class: "body" });
  /** Form below the conversation. */
  #notice = el("div", { onfocusout: () => this.#showNotice() });
  #shownNotice = "";
  /** What sends the ended chat by mail: it stays while the forms above it change. @type {Element | null | undefined} */
  #transcript;
  #isEnding = false;
  #greeting = el("div", { class: "greets" });
  #introduction;
  /** @type {PreChat | undefined} */
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
  #reporter;
  /** @type {string | null | undefined} */
  #owner;
  #stopping = new AbortController();
  #isInSight = true;
  /** @type {Promise<import("./faq.js").Faq> | undefined} */
  #faq;
  #questions = el("div", { class: "questions" });
  /** Counts that the visitor has opened the chat from a greeting. @type {(() => void) | undefined} */
  #answersGreeting;
  /** @type {Promise<import("../shared/push-device.js").PushDevice> | undefined} */
  #pushDevice;
  /** Of a chat in the page, only what is in the window is seen. */
  #sight = new IntersectionObserver((entries) => {
    this.#isInSight = /** @type {IntersectionObserverEntry} */ (entries.at(-1)).isIntersecting;
    this.#changed();
    if (this.#isInSight) this.#conversation?.show();
  });

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    const { base, desk, t, settings, opened, closed, storage } = options;
    this.attention = new Attention(t, opened);
    this.#reporter = new Reporter(options.emit);
    this.#introduction = new Introduction(options, () => this.#composer?.input.focus());
    const title = settings.title || t("Chat with us");
    const logo = desk.logo ? base + desk.logo.url : undefined;
    /** @type {[string, () => void][]} */
    const actions = [
      ["Download transcript", () => this.#download()],
      ["End chat", () => this.#askEnd(true)],
    ];
    if (options.serviceWorker) actions.unshift(["Notify me of answers", () => this.#notify()]);
    this.#header = new Header({ t, title, logo, actions, closed });
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key == "Escape" && !isComposing(event)) closed();
    };
    this.element = el(
      "section",
      { class: "panel", hidden: true, role: "dialog", "aria-label": title, onkeydown },
      this.#header.element,
      this.#news,
      this.#body,
    );
    const { signal } = this.#stopping;
    storage.onChange(() => this.begin(), signal);
    document.addEventListener("visibilitychange", () => this.#changed(), { signal });
    this.begin();
  }

  /** @param {boolean} isOpen */
  show(isOpen) {
    this.element.hidden = !isOpen;
    // One that was idle for too long is over.
    if (isOpen) this.begin();
    this.#changed();
    if (!isOpen) return;
    this.#answersGreeting?.();
    this.#answersGreeting = undefined;
    this.#offerFaq();
    this.#options.storage.use();
    this.#conversation?.show();
    this.#renewDesk();
  }

  /** @param {boolean} isInline `true` if it stands in the page, not above it */
  settle(isInline) {
    this.element.setAttribute("role", isInline ? "region" : "dialog");
    this.#sight.disconnect();
    this.#isInSight = true;
    if (isInline) this.#sight.observe(this.element);
  }

  focus() {
    const first = this.#composer?.element.hidden ? this.element.querySelector("textarea, input, .body button") : null;
    /** @type {HTMLElement | null | undefined} */ (first ?? this.#composer?.input)?.focus();
  }

  /** Puts the text that the page suggests where the visitor writes, once. */
  prefill() {
    const { suggested } = this.#options.visitor;
    if (suggested.message) this.#composer?.prefill(suggested.message);
    suggested.message = "";
  }

  /**
   * Says a greeting beside the button, and in the place of the desk's.
   * @param {import("./greetings.js").Greeting} greeting
   * @param {{opened: () => void, dismissed: () => void}} acts of the visitor
   */
  greet({ id, text }, { opened, dismissed }) {
    const { storage, settings } = this.#options;
    storage.greeting = { id, text };
    this.#greet();
    this.attention.greet(settings.title ?? "", text, dismissed);
    this.#answersGreeting = opened;
  }

  /** Sends a message in the visitor's name. @param {string} text */
  send(text) {
    (this.#room ?? this.#preChat?.room)?.send(text);
  }

  /** The page says who the visitor is. */
  introduce() {
    this.#preChat?.introduce({});
    this.#changed();
  }

  /** Asks again whether the desk is open: the page may have been there for hours. */
  async #renewDesk() {
    const { base, desk } = this.#options;
    Object.assign(desk, await loadDesk(base));
    this.#greet();
    this.#changed();
  }

  #greet() {
    replaceChildren(this.#greeting, ...greeting(this.#options), this.#questions);
  }

  /** Shows questions that are answered already, as long as nobody answers. */
  #offerFaq() {
    const { status } = this.#room?.fields ?? {};
    this.#questions.hidden = !!this.#room && status != "waiting";
    if (!this.#options.desk.has_faq || this.#questions.hidden) return;
    this.#faq ??= import("./faq.js").then(({ Faq }) => {
      const faq = new Faq(this.#options);
      replaceChildren(this.#questions, faq.element);
      return faq;
    });
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

  /**
   * Shows what the browser's visit has come to, if that is something else.
   * @param {{anew?: boolean, keepsText?: boolean}} [options] `keepsText`: what is being written belongs to the same visitor
   */
  begin({ anew = false, keepsText = false } = {}) {
    const { storage, unread } = this.#options;
    if (storage.key == this.#shownKey && !anew) return this.#changed();
    const { roomId, token } = storage.visit ?? {};
    const getsRoom = this.#preChat != null && roomId != null && storage.owner === this.#owner;
    const composer = (keepsText || getsRoom) && !anew ? this.#composer : undefined;
    const unsent = (getsRoom && this.#preChat?.outbox) || preChatOutbox(storage);
    const wasFocused = this.#isFocused;
    this.#stopChat();
    this.#shownKey = storage.key;
    this.#owner = storage.owner;
    this.#shownNotice = "";
    this.#transcript = null;
    this.#isEnding = false;
    this.#header.show("");
    this.#header.hasChat = false;
    this.#introduction.clear();
    for (const element of [this.#news, this.#notice]) replaceChildren(element);
    unread(0);
    this.attention.update(undefined, !this.element.hidden, true);
    this.#greet();
    if (roomId && token) this.#talk(roomId, token, unsent, composer);
    else this.#startPreChat(composer);
    // Else the next key would go to the page.
    if (wasFocused && !this.#isFocused) this.focus();
    return undefined;
  }

  remove() {
    this.#stopping.abort();
    this.#sight.disconnect();
    this.#stopChat();
    this.attention.stop();
    this.element.remove();
    this.attention.element.remove();
  }

  #stopChat() {
    const client = this.#client;
    this.#conversation?.stop();
    this.#preChat?.stop();
    this.#client = this.#room = this.#conversation = this.#composer = this.#preChat = undefined;
    client?.close();
  }

  /** @param {Composer} [composer] of the chat before */
  #startPreChat(composer) {
    const opened = () => {
      this.#reporter.start(this.#options.storage.visit?.roomId);
      this.begin();
    };
    const preChat = new PreChat(this.#options, opened);
    this.#preChat = preChat;
    preChat.on("room", () => this.#introduction.showBefore(preChat));
    this.#show(/** @type {any} */ (preChat), preChat.room, composer);
    this.#introduction.showBefore(preChat);
  }

  /**
   * @param {string} roomId @param {string} token
   * @param {import("../client/outbox.js").Outbox} unsent what was written before there was a room
   * @param {Composer} [composer] of the chat before
   */
  #talk(roomId, token, unsent, composer) {
    const { base, storage } = this.#options;
    const client = new ChatClient(new Api(base, token), `visitor-${roomId}`);
    client.driver.outbox.adopt(unsent, roomId);
    this.#client = client;
    this.#room = client.follow(roomId);
    this.#show(client, this.#room, composer);
    for (const type of /** @type {const} */ (["room", "status"])) client.on(type, () => this.#changed());
    for (const type of /** @type {const} */ (["message.created", "ack"])) client.on(type, () => storage.use());
    client.on("presence", ({ data }) => this.#noticed(data));
    this.#pushDevice = undefined;
    if (globalThis.Notification?.permission == "granted") this.#keepNotifying()?.catch(reportError);
    this.#changed();
  }

  /**
   * Shows a conversation; a composer that is there already stays where it is.
   * @param {ChatClient} client @param {import("../client/room.js").Room} room @param {Composer} [composer]
   */
  #show(client, room, composer) {
    const { t, language } = this.#options;
    const isReading = () => this.#isSeen;
    const parts = { before: this.#greeting, after: this.#introduction.element, face: this.#faceOf };
    this.#conversation = new Conversation({ client, room, side: "customer", isReading, t, language, ...parts });
    this.#composer = composer ?? new Composer({ client, room, t });
    if (composer) {
      composer.moveTo(client, room);
      this.#body.firstElementChild?.replaceWith(this.#conversation.element);
    } else {
      replaceChildren(this.#body, this.#conversation.element, this.#notice, this.#composer.element);
    }
    this.#composer.takeDropsOn(this.#conversation.element);
    this.#showNotice();
  }

  /** The sender's face; only of the room's own agent, there is a picture. */
  #faceOf = (/** @type {Message} */ { sender_info }) => {
    const { full_name, avatar } = this.#room?.fields?.agent ?? {};
    return face(sender_info.name, full_name == sender_info.name ? avatar : null);
  };

  /** Of others, only the agent's presence comes here. @param {FrameOf<"presence">["data"]} presence */
  #noticed({ user_id, is_online }) {
    const { agent, chat_user_info } = this.#room?.fields ?? {};
    if (!agent || user_id == chat_user_info?.id) return;
    agent.is_online = is_online;
    this.#changed();
  }

  async #download() {
    const { t } = this.#options;
    const { api } = /** @type {ChatClient} */ (this.#client);
    try {
      await downloadTranscript(api, this.#room?.id ?? "");
    } catch (error) {
      this.tell({ news: explain(error, t) });
    }
  }

  /** Tells of answers outside the page from now on, or no longer. */
  async #notify() {
    const { t } = this.#options;
    try {
      const { toggleNotifying } = await import("./push.js");
      const device = await this.#keepNotifying();
      if (device) this.tell({ news: t(await toggleNotifying(device)) });
    } catch (error) {
      this.#pushDevice = undefined;
      this.tell({ news: t("Something went wrong. Please try again.") });
      reportError(error);
    }
  }

  #keepNotifying() {
    const { serviceWorker, storage } = this.#options;
    const api = this.#client?.api;
    if (!serviceWorker || !api) return undefined;
    const { owner } = storage;
    this.#pushDevice ??= import("./push.js").then(({ keepNotifying }) =>
      keepNotifying(api, serviceWorker, owner ?? ""),
    );
    return this.#pushDevice;
  }

  get #isSeen() {
    return !this.element.hidden && this.#isInSight;
  }

  get #isFocused() {
    const { activeElement } = /** @type {ShadowRoot} */ (this.element.getRootNode());
    return activeElement != null && this.element.contains(activeElement);
  }

  #changed() {
    const { t, unread } = this.#options;
    const client = this.#client;
    const room = this.#room;
    this.attention.update(room, !this.element.hidden, this.#isSeen);
    if (!client || !room) return undefined;
    if (client.status == "signed-out" || !client.rooms.has(room.id)) return this.#leave();
    this.#introduction.showIn(room, client.api);
    this.#reporter.report(room);
    unread(this.#isSeen ? 0 : room.unread("customer"));
    const { status, agent, agent_name } = room.fields ?? {};
    let shown = t(STATUS_TEXTS[client.status] ?? "");
    if (client.status == "online") {
      if (status == "waiting") shown = t(this.#waitingText);
      else if (status == "active") shown = agent_name ?? "";
      else if (status) shown = t("This chat has ended.");
    }
    this.#header.show(shown, status == "active" && client.status == "online" ? agent : null);
    this.#header.hasChat = status == "waiting" || status == "active";
    this.#offerFaq();
    return this.#showNotice();
  }

  get #waitingText() {
    const { is_open, is_online } = this.#options.desk;
    const isAttended = is_open != false && is_online != false;
    return isAttended ? "You’re in the queue – we’ll be with you shortly." : "We’ll get back to you as soon as we can.";
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
    const unsent = storage.visit?.roomId == this.#room?.id && this.#client?.driver.outbox;
    storage.visit = null;
    // What is on its way to a room that is gone begins the next, also if the room has refused it for that.
    for (const one of this.#room?.outgoing ?? [])
      if (one.error?.isSignedOut || one.error?.isGone) one.error = undefined;
    if (unsent) preChatOutbox(storage).adopt(unsent, storage.owner ?? "");
    this.begin({ keepsText: true });
  }
}
