// Number of an agent's unread notifications: counted by the server, and fewer once their room is opened.

import { report } from "../shared/toast.js";

/** Number of the latest notifications among which those of a room are looked for. */
const PAGE_SIZE = 100;

export class UnreadNotifications {
  #api;
  #changed;
  #count = 0;
  /** Room that was looked at last. @type {string | null} */
  #lookedAt = null;

  /** @param {import("../client/api.js").Api} api @param {(count: number) => void} changed */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  get count() {
    return this.#count;
  }

  set count(count) {
    this.#count = count;
    this.#changed(count);
  }

  /** Asks for the count. */
  async refresh() {
    try {
      this.count = (await this.#api.get("/api/notifications/unread_count/")).unread_count;
    } catch (error) {
      report(error);
    }
  }

  /** Marks notifications of a room as read, once it is opened. @param {string | null} roomId */
  async lookAt(roomId) {
    if (roomId == this.#lookedAt) return;
    this.#lookedAt = roomId;
    if (!roomId || !this.#count) return;
    try {
      const { results } = await this.#api.get("/api/notifications/", { page_size: PAGE_SIZE });
      const seen = /** @type {ChatNotification[]} */ (results).filter(
        ({ is_read, chat_room_id }) => !is_read && chat_room_id == roomId,
      );
      if (seen.length) await this.markRead(seen.map(({ id }) => id));
    } catch (error) {
      report(error);
    }
  }

  /** @param {string[]} notification_ids */
  async markRead(notification_ids) {
    await this.#api.post("/api/notifications/mark_read/", { notification_ids });
    this.refresh();
  }
}
