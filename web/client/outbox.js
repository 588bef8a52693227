// Messages that are not acknowledged yet. Each has a name, its `client_message_id`, under which it may be sent as
// often as it takes. A room's texts go one at a time, since two that are under way together could change places; so
// do its files. A text waits for a file before it, but not for long, and nothing waits for what has failed too often:
// that is refused, and says so. Texts outlive a reload.

import { ApiError, ownError } from "./api.js";
import { session } from "./storage.js";

/** @import { Message } from "./types.js" */

/** Attempts to send an item that the server answers with faults: half a minute of them for a text. */
const FILE_ATTEMPT_LIMIT = 4;
const TEXT_ATTEMPT_LIMIT = 6;
/** Longest wait of a text for files before it, and the first pause after a failure; in milliseconds. */
const FILE_WAIT = 3_000;
const RETRY_DELAY = 1_000;

/**
 * @typedef {object} Outgoing
 * @property {string} id its `client_message_id`
 * @property {string} roomId
 * @property {string} content
 * @property {number} [after] the room's last event when it was written
 * @property {number} writtenAt
 * @property {number} notBefore when it may be sent (again), in milliseconds
 * @property {number} attempts how often it was sent
 * @property {number} failures how often it was answered that it did not go
 * @property {File} [file] which doesn't outlive a reload
 * @property {string} [uploadId] once the file is in the bucket
 * @property {ApiError} [error] why it was refused
 * @property {boolean} [wasRefused] so it has a place of its own in the conversation, also when it is tried again
 * @property {boolean} [isHeld] it isn't sent before its writer has entered something else
 * @property {boolean} [isStored] it is, but the room doesn't show it yet
 * @property {(message: Message) => void} [resolve] tells who waits for it; nobody does after a reload
 * @property {(error: ApiError) => void} [reject]
 */

export class Outbox {
  /** @type {Outgoing[]} */
  #all;
  #name;
  #store;

  /** @param {string} owner whose outbox it is @param {import("./storage.js").Store} [store] */
  constructor(owner, store = session) {
    this.#name = `outbox.${owner}`;
    this.#store = store;
    this.#all = store.get(this.#name) ?? [];
    for (const outgoing of this.#all) {
      const { error } = outgoing;
      // The clock began anew with the page.
      Object.assign(outgoing, { writtenAt: -Infinity, notBefore: 0, attempts: 0, failures: 0 });
      if (error) outgoing.error = new ApiError(error.status, error.body, error.wait);
    }
  }

  /**
   * @param {Pick<Outgoing, "roomId" | "content" | "file" | "after">} written @param {number} now
   * @returns {Promise<Message>} the stored message
   */
  push(written, now) {
    const beginning = { id: randomId(), writtenAt: now, notBefore: 0, attempts: 0, failures: 0 };
    const stored = new Promise((resolve, reject) => this.#all.push({ ...written, ...beginning, resolve, reject }));
    this.#keep();
    // A caller that doesn't wait for it finds a refusal in the outbox.
    stored.catch(() => {});
    return stored;
  }

  /** Takes what another outbox was to send, for a room. @param {Outbox} other @param {string} roomId */
  adopt(other, roomId) {
    const unsent = other.#all.filter(({ isStored }) => !isStored);
    // The other's events are not this room's.
    this.#all.push(...unsent.map((outgoing) => Object.assign(outgoing, { roomId, isHeld: false, after: undefined })));
    other.#all = [];
    this.#keep();
    other.#keep();
  }

  /** A room's items that are on their way or were refused. @param {string} roomId */
  of(roomId) {
    return this.#all.filter((outgoing) => outgoing.roomId == roomId);
  }

  /** @param {string} id */
  has(id) {
    return !!this.#find(id);
  }

  /** @param {string | null} id */
  #find(id) {
    return this.#all.find((outgoing) => outgoing.id == id);
  }

  /** `true` while a file is on its way. */
  get hasFile() {
    return this.#all.some(({ file, error, isStored }) => file && !error && !isStored);
  }

  /** The first text and the first file of each room, and when each may go. @returns {[Outgoing, number][]} */
  get #next() {
    /** @type {Map<string, [Outgoing, number]>} */
    const next = new Map();
    for (const outgoing of this.#all) {
      const { roomId, file, error, isStored, notBefore, writtenAt } = outgoing;
      const lane = `${file ? "file" : "text"} ${roomId}`;
      if (error || isStored || next.has(lane)) continue;
      const ahead = next.get(`file ${roomId}`)?.[0];
      const isWaiting = !file && ahead && !ahead.failures;
      next.set(lane, [outgoing, Math.max(notBefore, isWaiting ? writtenAt + FILE_WAIT : 0)]);
    }
    return [...next.values()];
  }

  /** Takes what is due, again after `timeout` unless acknowledged. @param {number} now @param {number} timeout */
  due(now, timeout) {
    const due = this.#next.flatMap(([outgoing, dueAt]) => (dueAt <= now ? outgoing : []));
    for (const outgoing of due) Object.assign(outgoing, { notBefore: now + timeout, attempts: outgoing.attempts + 1 });
    return due;
  }

  /** Time at which the next item is due. */
  get dueAt() {
    return Math.min(...this.#next.map(([, dueAt]) => dueAt));
  }

  /** Makes texts due again that went over a lost connection; files go by HTTP. */
  connectionLost() {
    for (const outgoing of this.#all) if (!outgoing.file) outgoing.notBefore = 0;
  }

  /** @param {string} id @param {number} until */
  postpone(id, until) {
    Object.assign(this.#find(id) ?? {}, { notBefore: until });
  }

  /**
   * It did not go. Tried again, after pauses that grow, it is refused once that was often enough.
   * @param {string} id @param {ApiError} error @param {number} now
   */
  fail(id, error, now) {
    const outgoing = this.#find(id);
    if (!outgoing) return;
    outgoing.failures += 1;
    outgoing.notBefore = now + RETRY_DELAY * 2 ** (outgoing.failures - 1);
    if (outgoing.failures >= (outgoing.file ? FILE_ATTEMPT_LIMIT : TEXT_ATTEMPT_LIMIT)) this.refuse(id, error);
  }

  /** It is stored. @param {Message} message */
  acknowledge(message) {
    const outgoing = this.#find(message.client_message_id);
    if (!outgoing) return;
    outgoing.isStored = true;
    outgoing.resolve?.(message);
    this.#keep();
  }

  /** Removes items that the room shows, or that are not wanted any more. @param {(string | null)[]} ids */
  remove(ids) {
    const left = this.#all.filter(({ id }) => !ids.includes(id));
    if (left.length == this.#all.length) return;
    for (const outgoing of this.#all) if (!left.includes(outgoing)) outgoing.reject?.(ownError("discarded"));
    this.#all = left;
    this.#keep();
  }

  /** @param {string} id @param {ApiError} error */
  refuse(id, error) {
    const refused = this.#find(id);
    if (!refused || refused.isStored) return;
    Object.assign(refused, { error, wasRefused: true });
    refused.reject?.(error);
    this.#keep();
  }

  /** Nobody sends from here any more. Texts stay in the storage, for the next outbox of this owner. */
  close() {
    for (const { reject } of this.#all) reject?.(ownError("closed"));
  }

  /** Sends what was refused once more, after what waits already. @param {string} id */
  retry(id) {
    const again = this.#find(id);
    if (!again) return;
    this.#all = [...this.#all.filter((outgoing) => outgoing != again), again];
    Object.assign(again, { error: undefined, uploadId: undefined, notBefore: 0, attempts: 0, failures: 0 });
    this.#keep();
  }

  #keep() {
    const texts = this.#all.filter((outgoing) => !outgoing.file && !outgoing.isStored);
    this.#store.set(this.#name, texts.length ? texts : null);
  }
}

/** A random name, also on pages without HTTPS, where browsers make no UUID. */
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
