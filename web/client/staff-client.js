// The client of staff, who may look at rooms that aren't their own: events of those come only while the connection
// watches them.

import { ChatClient } from "./client.js";

/** @import { OutgoingFrame } from "./types.js" */

/** @template {import("./client.js").Events} [E=import("./client.js").Events] @extends {ChatClient<E>} */
export class StaffClient extends ChatClient {
  /** Rooms that are wanted, and whether this connection watches them. @type {Map<string, boolean>} */
  #watched = new Map();

  /** @param {import("./api.js").Api} api @param {string} owner @param {import("./storage.js").Store} [store] */
  constructor(api, owner, store) {
    super(api, owner, store);
    this.on("opened", () => {
      for (const roomId of this.#watched.keys()) this.#watched.set(roomId, false);
    });
    this.on("watching", ({ room_id, data }) => {
      if (data.watching && this.#watched.has(room_id)) this.#watched.set(room_id, true);
      else this.#watched.delete(room_id);
      // Events since it was loaded were pushed to nobody here.
      this.rooms.get(room_id)?.refresh();
    });
  }

  /** Follows a room that isn't the user's own. @param {string} roomId */
  watch(roomId) {
    const room = this.follow(roomId);
    this.#watched.set(roomId, this.#watched.get(roomId) ?? false);
    this.driver.sendFrame({ action: "watch", room_id: roomId });
    return room;
  }

  /** Follows a room no longer. @param {string} roomId */
  forget(roomId) {
    const { rooms } = this.driver;
    if (this.#watched.delete(roomId) || !rooms.has(roomId))
      this.driver.sendFrame({ action: "unwatch", room_id: roomId });
    rooms.delete(roomId);
  }

  /** @override Repeats what no answer has confirmed. @returns {OutgoingFrame[]} */
  get heartbeat() {
    const wanted = [...this.#watched].filter(([roomId, isConfirmed]) => !isConfirmed && this.rooms.has(roomId));
    return [...wanted.map(([room_id]) => /** @type {const} */ ({ action: "watch", room_id })), ...super.heartbeat];
  }
}
