// The client of an application: it follows the user's own rooms by itself, and tells each new message once, in order.

import { StaffClient } from "./staff-client.js";

/** @import { Message, NewRoom } from "./types.js" */
/** @import { Room } from "./room.js" */

/**
 * Details of events beside those of every client: `joined` for a room that was loaded for the first time, with the
 * messages that it has by then, and `message` for each one after them.
 * @typedef {import("./client.js").Events & {joined: Room, message: {room: Room, message: Message}}} ChatEvents
 */

/** Notifications of rooms that the user has from then on. */
const OWN_FROM_THEN_ON = ["agent_assigned", "chat_transferred"];

/** @extends {StaffClient<ChatEvents>} */
export class Chat extends StaffClient {
  /** Number of the last message that was told, by room. @type {WeakMap<Room, number>} */
  #told = new WeakMap();

  /** @internal @param {import("./api.js").Api} api @param {string} owner @param {import("./storage.js").Store} store */
  constructor(api, owner, store) {
    super(api, owner, store);
    this.on("room", (room) => this.#tell(room));
    this.on("pong", ({ data }) => this.#followAll(Object.keys(data.heads)));
    this.on("message.created", ({ data }) => this.#followAll([data.chat_room_id]));
    this.on("notification.created", ({ data }) => {
      if (OWN_FROM_THEN_ON.includes(data.notification_type)) this.#followAll([data.chat_room_id]);
    });
  }

  /**
   * Opens a room; for customers.
   * @param {NewRoom} fields
   * @returns {Promise<Room>}
   */
  async openRoom(fields) {
    const { id } = await this.api.post("/api/chat-rooms/", fields);
    return this.follow(id);
  }

  /** @param {string[]} roomIds */
  #followAll(roomIds) {
    for (const roomId of roomIds) this.follow(roomId);
  }

  /** @param {Room} room */
  #tell(room) {
    if (!room.fields) return;
    const told = this.#told.get(room);
    // The messages of an answer may be newer than the room beside them.
    this.#told.set(room, Math.max(room.lastSeq, room.messages.at(-1)?.seq ?? 0));
    if (told == null) this.emit("joined", room);
    else for (const message of room.messages) if (message.seq > told) this.emit("message", { room, message });
  }
}
