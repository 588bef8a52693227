// Events of the chat for the page: that it has begun, each message after that, and that it has ended.

/** @import { Room } from "../client/room.js" */

const SENDERS = /** @type {const} */ ({ user: "visitor", agent: "agent", system: "system" });

export class Reporter {
  #emit;
  /** @type {Room | undefined} */
  #room;
  #startedId = "";
  /** Number of the last message that was told. */
  #seq = Infinity;
  #isOpen = false;

  /** @param {import("./panel.js").Options["emit"]} emit */
  constructor(emit) {
    this.#emit = emit;
  }

  /** A first message has opened a room. @param {string} [id] */
  start(id = "") {
    this.#startedId = id;
    this.#emit("chat-started", { id });
  }

  /** Tells of all that is new in the room; of one that is shown for the first time, nothing is. @param {Room} room */
  report(room) {
    const { fields, messages, id } = room;
    if (!fields) return;
    if (room != this.#room) {
      this.#room = room;
      this.#seq = id == this.#startedId ? 0 : Infinity;
      this.#isOpen = false;
    }
    for (const message of messages) if (message.seq > this.#seq) this.#emit("message", seen(message));
    // The messages of an answer may be newer than the room beside them.
    this.#seq = Math.max(room.lastSeq, messages.at(-1)?.seq ?? 0);
    const isOpen = fields.status == "waiting" || fields.status == "active";
    if (this.#isOpen && !isOpen) this.#emit("chat-ended", { id });
    this.#isOpen = isOpen;
  }
}

/** A message as the page sees it. @param {Message} message @returns {import("../client/widget.js").WidgetMessage} */
function seen({ id, content, sender_type, sender_info, created_at, attachment_info }) {
  const [sender, file] = [SENDERS[sender_type], attachment_info?.name ?? null];
  return { id, text: content, sender, name: sender_info.name, created_at, file };
}
