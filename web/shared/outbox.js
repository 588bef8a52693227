// Messages that are not acknowledged yet. Each has a name, its `client_message_id`, under which it may be sent as often as it
// takes. A room's messages go one at a time: two that are under way together could change places. They outlive a reload.

/**
 * @typedef {object} Outgoing
 * @property {string} id its `client_message_id`
 * @property {string} roomId
 * @property {string} content
 * @property {number} notBefore when it may be sent (again), in milliseconds
 * @property {File} [file] which doesn't outlive a reload
 * @property {string} [uploadId] once the file is in the bucket
 * @property {string} [error] why it was refused
 * @property {boolean} [isStored] it is, but the room doesn't show it yet
 */

export class Outbox {
  /** @type {Outgoing[]} */
  #all;
  #key;

  /** @param {string} key whose outbox it is */
  constructor(key) {
    this.#key = `tribeclub-chat.outbox.${key}`;
    this.#all = JSON.parse(sessionStorage.getItem(this.#key) ?? "[]");
    this.connectionLost();
  }

  /** @param {string} roomId @param {string} content @param {File} [file] */
  push(roomId, content, file) {
    this.#all.push({ id: crypto.randomUUID(), roomId, content, file, notBefore: 0 });
    this.#keep();
  }

  /** What of a room is on its way, or was refused. @param {string} roomId */
  of(roomId) {
    return this.#all.filter((outgoing) => outgoing.roomId == roomId);
  }

  /** Whether a file is on its way. */
  get hasFile() {
    return this.#all.some(({ file, error, isStored }) => file && !error && !isStored);
  }

  /** The first of each room. */
  get #first() {
    const waiting = this.#all.filter((outgoing) => !outgoing.error && !outgoing.isStored);
    return [...new Map(waiting.reverse().map((outgoing) => [outgoing.roomId, outgoing])).values()];
  }

  /** What to send now; due again after `patience` unless it is settled. @param {number} now @param {number} patience */
  due(now, patience) {
    const due = this.#first.filter(({ notBefore }) => notBefore <= now);
    for (const outgoing of due) outgoing.notBefore = now + patience;
    return due;
  }

  /** When the next is due. */
  get dueAt() {
    return Math.min(...this.#first.map(({ notBefore }) => notBefore));
  }

  /** What went over a lost connection may be lost. What goes by HTTP hasn't. */
  connectionLost() {
    for (const outgoing of this.#all) if (!outgoing.file) outgoing.notBefore = 0;
  }

  /** @param {string} id @param {number} until */
  postpone(id, until) {
    for (const outgoing of this.#all) if (outgoing.id == id) outgoing.notBefore = until;
  }

  /** It is stored. @param {string} id */
  settle(id) {
    for (const outgoing of this.#all) if (outgoing.id == id) outgoing.isStored = true;
    this.#keep();
  }

  /** What the room shows, or what isn't wanted any more. @param {Set<string | null>} ids */
  remove(ids) {
    if (!this.#all.some(({ id }) => ids.has(id))) return;
    this.#all = this.#all.filter(({ id }) => !ids.has(id));
    this.#keep();
  }

  /** @param {string} id @param {string} error @returns whose room it was for */
  refuse(id, error) {
    const refused = this.#all.find((outgoing) => outgoing.id == id);
    if (refused) refused.error = error;
    this.#keep();
    return refused?.roomId;
  }

  #keep() {
    const texts = this.#all.filter((outgoing) => !outgoing.file && !outgoing.isStored);
    sessionStorage.setItem(this.#key, JSON.stringify(texts));
  }
}
