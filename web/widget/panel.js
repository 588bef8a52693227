// The open widget: its header, and the beginning of a chat, the chat, or its end.

import { Api } from "../shared/api.js";
import { ChatClient } from "../shared/client.js";
import { Composer } from "../shared/composer.js";
import { Conversation } from "../shared/conversation.js";
import { el, put } from "../shared/dom.js";
import { beginning } from "./beginning.js";
import { button, ending, notice } from "./ending.js";
import { keepVisit, keptVisit, onVisitChange } from "./visit.js";

/**
 * @typedef {object} Options
 * @property {string} base
 * @property {DOMStringMap} settings
 * @property {(text: string, values?: Record<string, string>) => string} t
 * @property {string} language
 * @property {(unread: number) => void} unread
 * @property {() => void} closed
 */

export class Panel {
  #options;
  #status = el("p", { class: "status", role: "status" });
  #end;
  #body = el("div", { class: "body" });
  #foot = el("div");
  /** @type {ChatClient | undefined} */
  #client;
  /** @type {Conversation | undefined} */
  #conversation;
  #shownFoot = "";

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    const { t, settings, closed } = options;
    this.#end = button(t("End chat"), () => {});
    const close = el("button", { type: "button", "aria-label": t("Close"), onclick: closed }, "✕");
    const title = settings.title || "Tribeclub";
    const header = el("header", {}, el("div", {}, el("h2", {}, title), this.#status), this.#end, close);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => event.key == "Escape" && closed();
    this.element = el("section", { class: "panel", hidden: true, role: "dialog", "aria-label": title, onkeydown }, header, this.#body, this.#foot);
    onVisitChange(() => this.#begin());
    this.#begin();
  }

  focus = () => {
    this.#conversation?.show();
    /** @type {HTMLElement | null} */ (this.element.querySelector("textarea, input, .body button"))?.focus();
  };

  /** Shows what the browser's visit has come to. */
  #begin() {
    this.#client?.stop();
    this.#conversation?.stop();
    this.#client = this.#conversation = undefined;
    this.#shownFoot = "";
    this.#end.hidden = true;
    put(this.#status);
    put(this.#foot);
    this.#options.unread(0);
    const { roomId, token } = keptVisit() ?? {};
    if (roomId && token) return this.#talk(roomId, token);
    return put(this.#body, beginning(this.#options, () => (this.#begin(), this.focus())));
  }

  /** @param {string} roomId @param {string} token */
  #talk(roomId, token) {
    const { base, t, language } = this.#options;
    const api = new Api(base, token);
    const client = (this.#client = new ChatClient(api, roomId));
    client.follow(roomId);
    const isReading = () => !this.element.hidden;
    this.#conversation = new Conversation({ client, roomId, side: "customer", isReading, t, language });
    const composer = new Composer({ client, roomId, t });
    put(this.#body, this.#conversation.element);
    this.#end.onclick = () => this.#askEnd(api, roomId, composer.element);
    const changed = () => this.#changed(api, client, roomId, composer);
    client.on("room", changed);
    client.on("status", changed);
    changed();
  }

  /** @param {Api} api @param {ChatClient} client @param {string} roomId @param {Composer} composer */
  #changed(api, client, roomId, composer) {
    const { t, unread } = this.#options;
    const room = client.room(roomId);
    if (client.status == "signed-out" || client.isGone(roomId)) return this.#leave();
    unread(this.element.hidden ? (room?.unread("customer") ?? 0) : 0);
    const { status, agent_name, rating } = room?.fields ?? {};
    const present = status == "waiting" ? t("You are in the queue. We'll be with you soon.") : status == "active" ? agent_name : status && t("This chat is over.");
    const shown = client.status == "connected" ? (present ?? "") : t("Connecting …");
    if (this.#status.textContent != shown) put(this.#status, shown);
    this.#end.hidden = status != "waiting" && status != "active";
    const foot = `${status} ${rating}`;
    if (foot == this.#shownFoot) return undefined;
    this.#shownFoot = foot;
    const leave = () => this.#leave();
    const isOver = status == "resolved" || status == "closed";
    return put(
      this.#foot,
      isOver && (rating ? notice(t("Thank you for your rating."), button(t("Start a new chat"), leave)) : ending(t, (given) => api.post(`/api/chat-rooms/${roomId}/rate/`, given).then(() => client.refresh(roomId)), leave)),
      status != "closed" && composer.element,
    );
  }

  #leave() {
    keepVisit(null);
    this.#begin();
  }

  /** @param {Api} api @param {string} roomId @param {HTMLElement} composer */
  #askEnd(api, roomId, composer) {
    const { t } = this.#options;
    const goOn = button(t("Go on"), () => put(this.#foot, composer));
    // What it changes, the room's event tells.
    const end = () => api.post(`/api/chat-rooms/${roomId}/close/`).catch((error) => put(this.#status, t(error.message)));
    put(this.#foot, notice(t("Do you want to end this chat?"), goOn, button(t("End chat"), end, "primary")));
    goOn.focus();
  }
}
