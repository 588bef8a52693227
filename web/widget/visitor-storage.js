// Traces of a chat in the visitor's browser, for all pages of the site and all its tabs. They belong to the user who is
// signed in to the site, by the `sub` of its identity token, or to nobody; and once somebody else sits there, they go.

import { local, onChange, session } from "../client/storage.js";

/** Time without use after which a chat is over, in milliseconds of the wall clock: pages don't live as long. */
const IDLE_LIMIT = 7 * 86_400_000;
/** Interval at which the use of a chat is recorded. */
const USE_INTERVAL = 3_600_000;

/**
 * @typedef {object} Visit
 * @property {string} [sessionId] of a pre-chat
 * @property {string} [message] its first message
 * @property {string} [roomId] once it was completed
 * @property {string} [token] good for this room
 * @property {boolean} [asks] `true` until the visitor has said who they are, or doesn't want to
 */

export class VisitorStorage {
  /** @type {string | null} */
  #owner = null;

  /**
   * Sets the owner; another's chat is forgotten.
   * @param {string} [identity] the site's identity token
   * @param {boolean} [isSure] `false` where it may be missing by mistake: then another's chat is only not shown
   */
  belongTo(identity, isSure = true) {
    this.#owner = subjectOf(identity);
    if (!isSure) return;
    const visit = this.visit;
    if (!visit) local.set("visit", null);
    // Also what a tab kept when another ended the visit.
    session.forget((name) => name.includes(".visitor-") && !name.includes(`.visitor-${visit?.roomId}`));
    session.forget((name) => name.includes(".pre-chat.") && !this.#preChatNames.includes(name));
  }

  /** The owner's own visit, unless it is over. @returns {Visit | null} */
  get visit() {
    const { owner = null, usedAt = Infinity, ...visit } = local.get("visit") ?? { owner: {} };
    return owner === this.#owner && !(Date.now() - usedAt > IDLE_LIMIT) ? visit : null;
  }

  set visit(visit) {
    local.set("visit", visit && { ...visit, owner: this.#owner, usedAt: Date.now() });
    if (!visit) session.forget((name) => name.includes(".visitor-"));
  }

  /** Key that changes with the chat. */
  get key() {
    const { roomId, token } = this.visit ?? {};
    return JSON.stringify([this.#owner, roomId, token]);
  }

  /** Notes that the chat is in use. */
  use() {
    const visit = this.visit;
    if (visit && !(Date.now() - local.get("visit").usedAt < USE_INTERVAL)) this.visit = visit;
  }

  /** Calls back when another tab has changed the visit. @param {() => void} changed @param {AbortSignal} signal */
  onChange(changed, signal) {
    onChange("visit", changed, signal);
  }

  /** Forgets the chat, and what is not sent yet. */
  clear() {
    this.visit = null;
    session.forget((name) => name.includes(".pre-chat."));
  }

  /** Subject of the identity token; null for nobody. */
  get owner() {
    return this.#owner;
  }

  /** Name of what the tab keeps of a chat before it has a room. */
  get preChat() {
    return `pre-chat.${this.#owner ?? ""}`;
  }

  get #preChatNames() {
    return ["draft", "outbox", "contact"].map((kind) => `${kind}.${this.preChat}`);
  }

  /** `true` in the middle of a chat, or of its first message. */
  get isUnderWay() {
    return !!this.visit || this.#preChatNames.some((name) => session.get(name));
  }

  /** `true` if this tab shows the chat. @returns {boolean} */
  get isOpen() {
    return session.get("open") ?? false;
  }

  set isOpen(isOpen) {
    session.set("open", isOpen || null);
  }

  /** Greeting that was said on this visit, until the chat begins. @returns {{id: number, text: string} | null} */
  get greeting() {
    return session.get("greeting");
  }

  set greeting(greeting) {
    session.set("greeting", greeting);
  }

  /** What the visitor is entering of themselves, until it is sent. @returns {Record<string, string> | null} */
  get contact() {
    return session.get(`contact.${this.preChat}`);
  }

  set contact(contact) {
    session.set(`contact.${this.preChat}`, contact);
  }
}

/**
 * Subject of an identity token. Only the server can tell if the token is valid.
 * @param {string} [identity]
 * @returns {string | null}
 */
function subjectOf(identity) {
  try {
    const claims = atob(/** @type {string} */ (identity).split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    const { sub } = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(claims, (character) => character.charCodeAt(0))),
    );
    return sub == null ? null : String(sub);
  } catch {
    return null;
  }
}
