// A chat before it has a room: what is written is shown and kept at once, and the first of it opens the room, as soon as
// the desk has what it requires. To the conversation and its composer, this is the client, with a room that is not there
// yet.

import { Api, ApiError } from "../client/api.js";
import { Outbox } from "../client/outbox.js";
import { Room } from "../client/room.js";
import { captcha } from "./captcha.js";

/** Name of the lock: a browser opens one room, though two of its tabs begin at once. */
const LOCK = "tribeclub-chat";

/** What is asked where nothing is known of the desk. */
const FIELDS = ["full_name", "email", "phone_number"].map((name) => ({ name, is_required: false }));

/**
 * Fields that a visitor is asked for.
 * @param {import("./desk.js").Desk} desk @param {Record<string, string[]>} [missing] what it requires by now
 */
export function fieldsOf({ form = FIELDS }, missing = {}) {
  const others = FIELDS.filter(({ name }) => name in missing && !form.some((field) => field.name == name));
  return [...form, ...others];
}

/**
 * What the page knows of its visitor, by the names of fields; nothing of what is empty.
 * @param {import("../client/widget.js").VisitorDetails} details @returns {Record<string, string>}
 */
export function contactOf({ name, email, phone }) {
  const contact = { full_name: name, email, phone_number: phone };
  return Object.fromEntries(Object.entries(contact).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Messages that wait for a room. @param {import("./visitor-storage.js").VisitorStorage} storage */
export function preChatOutbox(storage) {
  return new Outbox(storage.preChat);
}

export class PreChat extends EventTarget {
  #options;
  #api;
  #opened;
  /** Identity token that the server has refused. @type {string | undefined} */
  #refused;
  /** The one that it got last. @type {string | undefined} */
  #sentIdentity;
  /** What the visitor has said of themselves. @type {Record<string, string>} */
  #said = {};
  #isBusy = false;
  #hasRestarted = false;
  #hasRefreshed = false;
  #stopping = new AbortController();
  owner = "pre-chat";
  /** Required fields that are missing or wrong, by name, with what is wrong. @type {Record<string, string[]> | undefined} */
  missing;

  /** @param {import("./panel.js").Options} options @param {() => void} opened */
  constructor(options, opened) {
    super();
    const { base, storage } = options;
    this.#options = options;
    this.#opened = opened;
    this.#api = new Api(base);
    this.outbox = preChatOutbox(storage);
    this.room = new Room(storage.owner ?? "", /** @type {any} */ (this));
    const { signal } = this.#stopping;
    addEventListener("online", () => this.#retryUnanswered(), { signal });
    addEventListener("beforeunload", (event) => this.outbox.hasFile && event.preventDefault(), { signal });
    // A page that was left has broken off its requests.
    this.#retryUnanswered();
    this.#advance();
  }

  stop() {
    this.#stopping.abort();
  }

  /** @param {string} type @param {(detail: any) => void} act @param {AddEventListenerOptions} [options] */
  on(type, act, options) {
    this.addEventListener(type, () => act(this.room), options);
  }

  /** Nobody is there to get it. */
  sendFrame() {}

  /** The room has something to send. */
  changed() {
    this.#advance();
  }

  /** Goes on with what the visitor has entered. @param {Record<string, string>} contact */
  introduce(contact) {
    Object.assign(this.#said, contact);
    this.missing = undefined;
    return this.#advance();
  }

  #retryUnanswered() {
    for (const { id, error } of this.room.outgoing) if (error && !error.status) this.room.retry(id);
  }

  /** Opens the room, if something waits for it and nothing is missing. */
  async #advance() {
    const first = this.#first;
    if (!first) this.missing = undefined;
    else if (!this.#isBusy) this.missing ??= this.#required;
    for (const outgoing of this.room.outgoing) outgoing.isHeld = !!this.missing;
    this.dispatchEvent(new Event("room"));
    if (!first || this.missing || this.#isBusy) return;
    this.#isBusy = true;
    try {
      await exclusively(() => this.#open(first));
    } catch (error) {
      await this.#failed(first, /** @type {ApiError} */ (error));
    }
    this.#isBusy = false;
    if (this.#stopping.signal.aborted) return;
    if (this.#options.storage.visit?.roomId) this.#opened();
    else this.#advance();
  }

  /** The message that opens the room: one that has begun a pre-chat may have opened it already, and goes before later ones. */
  get #first() {
    const { outgoing } = this.room;
    const { message } = this.#options.storage.visit ?? {};
    const next = outgoing.find(({ error }) => !error);
    return next && (outgoing.find((one) => textOf(one) == message && one.error?.isTemporary) ?? next);
  }

  /** Identity token of the visitor, unless the server has refused it. */
  get #identity() {
    const { identity } = this.#options.visitor;
    return identity == this.#refused ? undefined : identity;
  }

  /** What is known of the visitor, from themselves and from the page. @returns {Record<string, string>} */
  get #contact() {
    return { ...contactOf(this.#options.visitor.details), ...this.#said };
  }

  /** The required fields that are empty, if there are any. @returns {Record<string, string[]> | undefined} */
  get #required() {
    const contact = this.#contact;
    const empty = fieldsOf(this.#options.desk).filter(({ name, is_required }) => is_required && !contact[name]);
    return empty.length && !this.#identity ? {} : undefined;
  }

  /** Opens the room of a message; repeated, it opens no second one. @param {import("../client/outbox.js").Outgoing} first */
  async #open(first) {
    const { storage, language, desk } = this.#options;
    // Meanwhile another tab may have opened one.
    if (this.#stopping.signal.aborted || storage.visit?.roomId) return;
    const initial_message = textOf(first);
    if (storage.visit?.message != initial_message) {
      const greeting_id = storage.greeting?.id;
      const body = { initial_message, page: location.href, language, greeting_id };
      const { session_id } = await this.#api.post("/api/chat/start_chat/", body);
      if (this.#stopping.signal.aborted) return;
      storage.visit = { sessionId: session_id, message: initial_message };
    }
    const session_id = /** @type {string} */ (storage.visit?.sessionId);
    const contact = this.#contact;
    const identity = this.#identity;
    this.#sentIdentity = identity;
    const captcha_token = /** @type {string} */ (await captcha());
    const body = identity ? { identity } : contact;
    const { chat_room_id, token } = await this.#api.post("/api/chat/complete_chat/", {
      ...body,
      session_id,
      captcha_token,
    });
    if (this.#stopping.signal.aborted) return;
    const hasSaid = Object.keys(this.#said).length > 0;
    const asks = !identity && !hasSaid && fieldsOf(desk).some(({ name }) => !contact[name]);
    storage.visit = { roomId: chat_room_id, token, asks };
    storage.greeting = null;
    storage.contact = null;
    // The room's first message has this name, so that it is stored once; and those behind it can go.
    if (!first.file) first.id = session_id;
    for (const one of this.room.outgoing) if (one.error?.isTemporary) one.error = undefined;
  }

  /** @param {import("../client/outbox.js").Outgoing} first @param {ApiError} error */
  async #failed(first, error) {
    if (this.#stopping.signal.aborted) return;
    const { fields = {}, isExpired, isTemporary, status, body, wait } = error;
    if (isExpired) this.#options.storage.visit = null;
    if ("identity" in fields) {
      this.#refused = this.#sentIdentity;
      // It may have expired since the page was loaded. Without a new one, the chat begins as anybody's.
      if (!this.#hasRefreshed) await this.#options.visitor.refresh?.().catch(reportError);
      this.#hasRefreshed = true;
    } else if (isExpired && !this.#hasRestarted) {
      this.#hasRestarted = true;
    } else if (FIELDS.some(({ name }) => name in fields)) {
      this.missing = fields;
    } else {
      const code = { 403: "blocked", 429: "too_many_chats" }[status];
      const refused = code ? new ApiError(status, { ...body, code }, wait) : error;
      this.outbox.refuse(first.id, refused);
      // Later ones wait for it.
      if (isTemporary) for (const { id, error } of this.room.outgoing) if (!error) this.outbox.refuse(id, refused);
    }
  }
}

/** What a message says where files can't be shown. @param {import("../client/outbox.js").Outgoing} outgoing */
function textOf({ content, file }) {
  return content || `📎 ${file?.name}`;
}

/** Runs something while no other tab does. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
async function exclusively(act) {
  let isHeld = false;
  const hold = () => {
    isHeld = true;
    return act();
  };
  try {
    return await navigator.locks.request(LOCK, hold);
  } catch (error) {
    // Not every page has locks.
    if (isHeld) throw error;
    return act();
  }
}
