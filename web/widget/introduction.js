// A visitor introduces themselves by a card after the last message: before there is a room, if the desk requires it, else
// once there is one. Skipped, it doesn't come back in the same chat.

import { el, replaceChildren } from "../shared/dom.js";
import { contactCard } from "./contact-card.js";
import { contactOf, fieldsOf } from "./pre-chat.js";

/** Time for which a visitor is thanked, in milliseconds. */
const THANKS_TIMEOUT = 5_000;

export class Introduction {
  #options;
  #leave;
  #shown = "";
  /** Said of the visitor last. */
  #told = "";
  element = el("div", { class: "card" });

  /** @param {import("./panel.js").Options} options @param {() => void} leave takes the focus from a card that goes */
  constructor(options, leave) {
    this.#options = options;
    this.#leave = leave;
  }

  /** Forgets the card of a chat that is not shown any more. */
  clear() {
    this.#shown = "";
    replaceChildren(this.element);
  }

  /** Asks for what is missing before there is a room. @param {import("./pre-chat.js").PreChat} preChat */
  showBefore(preChat) {
    const faults = preChat.missing;
    const send = async (/** @type {Record<string, string>} */ contact) => preChat.introduce(contact);
    this.#show(faults ? "required" : "", { faults, send });
  }

  /** Asks in an open room, unless that was answered. @param {import("../client/room.js").Room} room @param {import("../client/api.js").Api} api */
  showIn(room, api) {
    const { storage, t } = this.#options;
    const { status = "waiting" } = room.fields ?? {};
    const isOpen = status == "waiting" || status == "active";
    // Another chat may be shown by now.
    const isShown = () => storage.visit?.roomId == room.id;
    const end = () => {
      storage.visit = { ...storage.visit, asks: false };
      storage.contact = null;
      this.showIn(room, api);
    };
    const send = async (/** @type {Record<string, string>} */ contact) => {
      await api.request("PATCH", "/api/chat/contact/", contact);
      if (!isShown()) return;
      end();
      const thanks = el("p", { role: "status" }, t("Thanks! We’ve got your details."));
      replaceChildren(this.element, thanks);
      setTimeout(() => thanks.remove(), THANKS_TIMEOUT);
    };
    this.#introduce(room, api);
    this.#show(isOpen && storage.visit?.asks && this.#missing().length ? "optional" : "", { send, skip: end });
  }

  /** Tells the server who the visitor is, as the page says, unless it knows. @param {import("../client/room.js").Room} room @param {import("../client/api.js").Api} api */
  #introduce({ id, fields }, api) {
    const { details, identity } = this.#options.visitor;
    const known = /** @type {any} */ (fields?.chat_user_info);
    const contact = contactOf(details);
    const changes = Object.entries(contact).filter(([name, value]) => known?.[name] != value);
    const told = JSON.stringify([id, changes]);
    if (!known || !changes.length || identity || told == this.#told) return;
    this.#told = told;
    api.request("PATCH", "/api/chat/contact/", Object.fromEntries(changes)).catch(reportError);
  }

  /** Fields that nothing is known for. @param {Record<string, string[]>} [faults] of what is known */
  #missing(faults = {}) {
    const known = contactOf(this.#options.visitor.details);
    return fieldsOf(this.#options.desk, faults).filter(({ name }) => !known[name] || name in faults);
  }

  /**
   * @param {string} kind
   * @param {Pick<import("./contact-card.js").Options, "faults" | "send" | "skip">} options
   */
  #show(kind, options) {
    if (kind == this.#shown) return;
    this.#shown = kind;
    const { t, storage, visitor } = this.#options;
    const keep = (/** @type {Record<string, string>} */ contact) => {
      storage.contact = contact;
    };
    const { activeElement } = /** @type {ShadowRoot} */ (this.element.getRootNode());
    const wasFocused = activeElement != null && this.element.contains(activeElement);
    const contact = { ...contactOf(visitor.suggested), ...storage.contact };
    const common = { t, fields: this.#missing(options.faults), contact, keep };
    replaceChildren(this.element, kind && contactCard({ ...common, ...options }));
    if (wasFocused) this.#leave();
  }
}
