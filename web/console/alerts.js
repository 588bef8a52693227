// Alerts for an agent: the bell with the number of unread notifications, a sound, the title of the tab, and the
// browser's own notifications.

import { el, icon, replaceChildren } from "../shared/dom.js";
import { report } from "../shared/toast.js";
import { NotificationPopover } from "./notification-popover.js";
import { SoundSettings } from "./sound-settings.js";
import { UnreadNotifications } from "./unread-notifications.js";

const BELL = "M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9M13.7 21a2 2 0 0 1-3.4 0";

export class Alerts {
  #desk;
  #badge = el("span", { class: "badge", hidden: true });
  #button = el(
    "button",
    { type: "button", class: "quiet", "aria-haspopup": "true", "aria-expanded": "false" },
    icon(BELL),
    this.#badge,
  );
  #unread;
  #popover;
  #title = document.title;
  #sound = new SoundSettings();
  /** What is shown outside the page, by room. @type {Map<string, Notification>} */
  #onDesktop = new Map();

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#unread = new UnreadNotifications(desk.api, (count) => this.#show(count));
    this.#popover = new NotificationPopover(desk, this.#unread, this.#button, this.#sound.element);
    this.element = el("div", { class: "alerts" }, this.#button, this.#popover.element);
    this.#show(0);
    this.#listen();
  }

  #listen() {
    const { client } = this.#desk;
    client.on("sync", ({ data }) => (this.#unread.count = data.notifications_unread));
    client.on("notification.created", ({ data }) => this.#notified(data));
    client.on("message.created", ({ data }) => this.#written(data));
    client.on("room.updated", ({ room_id, data }) => this.#dealtWith(room_id, data.room));
    client.on("status", () => {
      if (client.status == "online") this.#unread.refresh();
    });
    this.#desk.addEventListener("poll", () => this.#poll());
    this.#desk.addEventListener("change", () => {
      this.#updateTitle();
      this.#unread.lookAt(this.#desk.openId);
    });
  }

  /** Asks for the count. Without a connection, only a higher one is worth a sound. */
  async #poll() {
    const before = this.#unread.count;
    await this.#unread.refresh();
    if (this.#unread.count > before) this.#sound.play();
  }

  /** @param {number} count */
  #show(count) {
    replaceChildren(this.#badge, String(count));
    this.#badge.hidden = !count;
    this.#button.setAttribute("aria-label", count ? `Notifications, ${count} unread` : "Notifications");
    this.#updateTitle();
  }

  #updateTitle() {
    const count = this.#desk.unread + this.#desk.waiting.length;
    document.title = count ? `(${count}) ${this.#title}` : this.#title;
    // The badge of the console where it is installed as an app.
    navigator.setAppBadge?.(count).catch(() => {});
  }

  /** @param {Message} message */
  #written({ sender_type, chat_room_id, seq }) {
    if (sender_type != "user" || (document.hasFocus() && this.#desk.openId == chat_room_id)) return;
    const messages = this.#desk.client.rooms.get(chat_room_id)?.messages ?? [];
    const before = messages.findLast((message) => message.seq < seq && message.sender_type != "system");
    this.#sound.play(before?.sender_type == "user");
  }

  /** @param {ChatNotification} notification */
  #notified(notification) {
    const { id, chat_room_id } = notification;
    if (chat_room_id == this.#desk.openId && document.hasFocus()) {
      this.#unread.markRead([id]).catch(report);
      return;
    }
    this.#unread.count += 1;
    // A message has had its sound already.
    if (notification.notification_type != "new_message") this.#sound.play();
    if (this.#popover.isOpen) this.#popover.load();
    if (!document.hasFocus()) this.#showOnDesktop(notification);
  }

  /** Shows it outside the page, if the agent has allowed that. @param {ChatNotification} notification */
  #showOnDesktop({ id, title, message, chat_room_id }) {
    if (!("Notification" in window) || Notification.permission != "granted") return;
    const shown = new Notification(title, { body: message, tag: id });
    this.#onDesktop.get(chat_room_id)?.close();
    this.#onDesktop.set(chat_room_id, shown);
    shown.onclick = () => {
      window.focus();
      this.#desk.open(chat_room_id);
    };
  }

  /**
   * Takes away what is shown of a room that somebody else has taken or ended.
   * @param {string} roomId @param {Pick<ChatRoom, "agent" | "status">} room
   */
  #dealtWith(roomId, room) {
    if (room.status == "waiting" || (room.status == "active" && this.#desk.isMine(room))) return;
    this.#onDesktop.get(roomId)?.close();
    this.#onDesktop.delete(roomId);
  }
}
