// A copy of a room: a snapshot by HTTP, and the events after it. An event is applied when it is the next one by its
// `seq`; a known one is dropped, an early one waits and shows a gap. Reading positions are no events: of those, the
// latest counts.

/** @import { ChatRoom, HistoryFrame, Message, Page, ReadingPosition, Side } from "./types.js" */

/** Sender types whose messages each side reads. @type {Record<Side, string[]>} */
const WRITTEN_FOR = { customer: ["agent", "system"], agent: ["user"] };

export class Replica {
  /** By their `seq`, in order. @type {Map<number, Message>} */
  #messages = new Map();
  /** Events that came before their turn. @type {Map<number, HistoryFrame>} */
  #early = new Map();
  /** @type {Partial<Record<Side, ReadingPosition>>} */
  #positions = {};

  /**
   * @param {ChatRoom} fields read before the messages were: what they know that is newer, events tell again
   * @param {Page<Message>} newest
   */
  constructor(fields, newest) {
    this.fields = fields;
    /** URL of older messages; null when all are here. */
    this.older = newest.next;
    this.#put(newest.results);
  }

  get lastSeq() {
    return this.fields.last_seq;
  }

  get hasGap() {
    return this.#early.size > 0;
  }

  /** In their order. */
  get messages() {
    return [...this.#messages.values()];
  }

  /** Number of loaded messages that a side has not read. @param {Side} side */
  unread(side) {
    return this.messages.filter((message) => WRITTEN_FOR[side].includes(message.sender_type) && !message.is_read)
      .length;
  }

  /** @param {HistoryFrame} event */
  apply(event) {
    const { seq } = event;
    if (seq <= this.lastSeq) return;
    this.#early.set(seq, event);
    for (;;) {
      const next = this.#early.get(this.lastSeq + 1);
      if (!next) return;
      this.#early.delete(this.lastSeq + 1);
      this.#applyNext(next);
    }
  }

  /** @param {HistoryFrame} event */
  #applyNext({ type, seq, time, data }) {
    if (type == "room.updated") Object.assign(this.fields, data.room);
    else this.#put([data]);
    if (type == "message.created") {
      this.fields.message_count += 1;
      this.fields.last_message = data;
    }
    Object.assign(this.fields, { last_seq: seq, updated_at: time });
  }

  /** @param {Partial<Record<Side, ReadingPosition>>} positions of one side or both */
  read(positions) {
    Object.assign(this.#positions, positions);
    for (const message of this.#messages.values()) this.#mark(message);
  }

  /** Takes in a later snapshot, with new or edited messages. @param {ChatRoom} fields @param {Message[]} messages */
  renew(fields, messages) {
    if (fields.last_seq < this.lastSeq) return;
    this.fields = fields;
    this.#put(messages);
    const early = [...this.#early.values()];
    this.#early.clear();
    for (const event of early) this.apply(event);
  }

  /** @param {Page<Message>} page the one at `older` */
  prepend(page) {
    this.older = page.next;
    this.#put(page.results, true);
  }

  /** @param {Message[]} messages @param {boolean} [isOlderPage] */
  #put(messages, isOlderPage) {
    const first = this.#messages.keys().next().value ?? 0;
    for (const message of messages) {
      // An older one that was edited comes with its page: before it, others would be missing.
      if (this.older && message.seq < first && !isOlderPage) continue;
      this.#mark(message);
      this.#messages.set(message.seq, message);
    }
    this.#messages = new Map([...this.#messages].sort(([one], [other]) => one - other));
  }

  /** @param {Message} message */
  #mark(message) {
    for (const [side, { seq, read_at }] of Object.entries(this.#positions)) {
      if (!WRITTEN_FOR[/** @type {Side} */ (side)].includes(message.sender_type)) continue;
      message.is_read = message.seq <= seq;
      message.read_at = message.is_read ? read_at : null;
    }
  }
}
