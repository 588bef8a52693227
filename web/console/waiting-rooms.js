// The queue as this page knows it: its first rooms, loaded from time to time, with all changes that pushes bring.

import { PRIORITIES } from "../shared/names.js";
import { loadRooms } from "./room-pages.js";

/** Number of shown rooms. */
const MAX_WAITING = 50;

export class WaitingRooms {
  /** @type {Map<string, ChatRoom>} */
  #rooms = new Map();
  /** For each load that is under way, the rooms that were placed meanwhile. @type {Set<Set<string>>} */
  #placedMeanwhile = new Set();
  /** `true` if the queue is longer than its loaded page. */
  hasMore = false;

  /** The most urgent first, then the oldest. */
  get inOrder() {
    return [...this.#rooms.values()].sort((one, other) => {
      return (
        PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority) ||
        one.created_at.localeCompare(other.created_at)
      );
    });
  }

  /** Number of the rooms, as far as it is known. */
  get count() {
    return `${this.#rooms.size}${this.hasMore ? "+" : ""}`;
  }

  /** @param {string} roomId */
  get(roomId) {
    return this.#rooms.get(roomId);
  }

  /** Puts a room in, or takes out one that does not wait. @param {ChatRoom} room */
  place(room) {
    for (const placed of this.#placedMeanwhile) placed.add(room.id);
    if (room.status == "waiting") this.#rooms.set(room.id, room);
    else this.#rooms.delete(room.id);
  }

  /** Notes the last message of a waiting room. @param {ChatRoom} room @param {Message} message */
  written(room, message) {
    this.#rooms.set(room.id, { ...room, last_message: message });
  }

  /** @param {import("../client/api.js").Api} api */
  async load(api) {
    const placed = new Set();
    this.#placedMeanwhile.add(placed);
    try {
      const { rooms, isWhole } = await loadRooms(api, "waiting_chats", MAX_WAITING);
      const waiting = new Map(rooms.map((room) => [room.id, room]));
      // Of these, pushes have told more since than the answer may know.
      for (const id of placed) {
        const room = this.#rooms.get(id);
        if (room) waiting.set(id, room);
        else waiting.delete(id);
      }
      this.#rooms = waiting;
      this.hasMore = !isWhole;
    } finally {
      this.#placedMeanwhile.delete(placed);
    }
  }
}
