// The client of staff, who may look at rooms that aren't their own: events of those come only while the connection
// watches them.

import { ChatClient } from "../shared/client.js";

export class StaffClient extends ChatClient {
  /** Rooms that are wanted, and whether this connection watches them. @type {Map<string, boolean>} */
  #watched = new Map();

  /** @param {import("../shared/api.js").Api} api @param {string} owner */
  constructor(api, owner) {
    super(api, owner);
    this.on("opened", () => {
      for (const roomId of this.#watched.keys()) this.#watched.set(roomId, false);
    });
    this.on("watching", ({ room_id = "", data }) => {
      if (data.watching && this.#watched.has(room_id)) this.#watched.set(room_id, true);
      else this.#watched.delete(room_id);
      // Events since it was loaded were pushed to nobody here.
      this.refresh(room_id);
    });
  }

  /** Follows a room that isn't the user's own. @param {string} roomId */
  watch(roomId) {
    this.follow(roomId);
    this.#watched.set(roomId, this.#watched.get(roomId) ?? false);
    this.sendFrame({ action: "watch", room_id: roomId });
  }

  /** @override @param {string} roomId */
  forget(roomId) {
    if (this.#watched.delete(roomId) || this.isGone(roomId)) this.sendFrame({ action: "unwatch", room_id: roomId });
    super.forget(roomId);
  }

  /** @override Repeats what no answer has confirmed. @returns {OutgoingFrame[]} */
  get heartbeat() {
    const wanted = [...this.#watched].filter(([roomId, isConfirmed]) => !isConfirmed && !this.isGone(roomId));
    return [...wanted.map(([room_id]) => ({ action: "watch", room_id })), ...super.heartbeat];
  }
}
