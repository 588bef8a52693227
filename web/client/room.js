// A room as an application uses it: its copy, once it was loaded, what is on its way to it, and what can be done there.
// `chat-state.js` knows by the fields that are marked internal if the copy is behind.

/** @import { ChatRoom, Message, Side } from "./types.js" */

export class Room {
  #driver;
  /** @internal @type {import("./replica.js").Replica | undefined} */
  replica;
  /** Time of the next load; 0 for at once. @internal */
  loadAt = 0;
  /** Doubt that the copy has all events. @internal */
  isBehind = false;
  /** Time since which events wait for one before them. @internal @type {number | undefined} */
  gapSince;

  /** @internal @param {string} id @param {import("./driver.js").Driver} driver */
  constructor(id, driver) {
    this.id = id;
    this.#driver = driver;
  }

  /** The ChatRoom; undefined until it is loaded. @returns {ChatRoom | undefined} */
  get fields() {
    return this.replica?.fields;
  }

  /** Loaded messages, in their order. @returns {Message[]} */
  get messages() {
    return this.replica?.messages ?? [];
  }

  /** Number of the last event that the copy has. */
  get lastSeq() {
    return this.replica?.lastSeq ?? 0;
  }

  /** `true` if there are messages before the loaded ones. */
  get hasOlder() {
    return !!this.replica?.older;
  }

  /** Messages on their way, and refused ones. */
  get outgoing() {
    return this.#driver.outbox.of(this.id);
  }

  /** Number of loaded messages that a side has not read. @param {Side} side */
  unread(side) {
    return this.replica?.unread(side) ?? 0;
  }

  /**
   * Sends a text, or a file. It is tried until it is stored or refused, also if nobody waits for that.
   * @param {string} content
   * @param {File} [file]
   * @returns {Promise<Message>} the stored message
   * @throws {import("./api.js").ApiError} when it is refused, or the client ends before
   */
  send(content, file) {
    const sent = this.#driver.outbox.push(
      { roomId: this.id, content, file, after: this.replica?.lastSeq },
      performance.now(),
    );
    this.#driver.changed(this);
    return sent;
  }

  /** Sends a refused message once more. @param {string} id */
  retry(id) {
    this.#driver.outbox.retry(id);
    this.#driver.changed(this);
  }

  /** Gives up a message that is not stored. @param {string} id */
  discard(id) {
    this.#driver.outbox.remove([id]);
    this.#driver.changed(this);
  }

  /** Marks messages as read, up to an event. @param {number} [seq] */
  read(seq = this.lastSeq) {
    this.#driver.sendFrame({ action: "read", room_id: this.id, seq });
  }

  /** Shows the other side that somebody is typing, or no longer. @param {boolean} [isTyping] */
  typing(isTyping = true) {
    this.#driver.sendFrame({ action: "typing", room_id: this.id, is_typing: isTyping });
  }

  /** Loads the page of messages before those that are here. */
  async loadOlder() {
    const { replica } = this;
    if (replica?.older) replica.prepend(await this.#driver.api.follow(replica.older));
    this.#driver.changed(this);
  }

  /** Asks for it again: a push may be late to tell of a change by HTTP. */
  refresh() {
    this.isBehind = true;
    this.#driver.wake();
  }
}
