// Alerts for an agent: notifications with their count, a sound, the title of the tab, and the browser's own
// notifications.

import { el, icon, isComposing, list, replaceChildren } from "../shared/dom.js";
import { age } from "../shared/format-time.js";
import { failure } from "../shared/table.js";
import { report } from "../shared/toast.js";

const BELL = "M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9M13.7 21a2 2 0 0 1-3.4 0";

export class Alerts {
  #desk;
  #badge = el("span", { class: "badge", hidden: true });
  #button;
  #items = el("ul", { class: "notifications" });
  #state = el("div", { class: "empty muted" });
  #permit;
  #readAll;
  #panel;
  #title = document.title;
  #unread = 0;
  /** Room that was looked at last. @type {string | null} */
  #lookedAt = null;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    const look = { class: "quiet", "aria-haspopup": "true", "aria-expanded": "false" };
    this.#button = el("button", { type: "button", ...look, onclick: () => this.#toggle() }, icon(BELL), this.#badge);
    const isAskable = "Notification" in window && Notification.permission == "default";
    const onclick = () => this.#askPermission();
    this.#permit = el("button", { type: "button", hidden: !isAskable, onclick }, "Turn on desktop notifications");
    this.#readAll = el("button", { type: "button", onclick: () => this.#markAllRead() }, "Mark all as read");
    this.#panel = el(
      "div",
      { class: "popover card", hidden: true, role: "dialog", "aria-label": "Notifications" },
      el("div", { class: "buttons" }, this.#permit, this.#readAll),
      this.#items,
      this.#state,
    );
    this.element = el("div", { class: "alerts" }, this.#button, this.#panel);
    this.#show(0);
    this.#listen();
  }

  #listen() {
    const { client } = this.#desk;
    client.on("sync", ({ data }) => this.#show(data.notifications_unread));
    client.on("notification.created", ({ data }) => this.#notified(data));
    client.on("message.created", ({ data }) => this.#written(data));
    client.on("status", () => {
      if (client.status == "online") this.#count();
    });
    this.#desk.addEventListener("poll", () => this.#poll());
    this.#desk.addEventListener("change", () => {
      this.#updateTitle();
      this.#lookAt(this.#desk.openId);
    });
    addEventListener("keydown", (event) => this.#pressed(event));
    this.#panel.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget) this.#closeUnlessIn(relatedTarget);
    });
    addEventListener("pointerdown", ({ target }) => {
      if (!this.#panel.hidden) this.#closeUnlessIn(target);
    });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key != "Escape" || this.#panel.hidden || isComposing(event)) return;
    event.preventDefault();
    this.#close();
    this.#button.focus();
  }

  /** Asks for the count. Without a connection, only a higher one is worth a sound. */
  async #poll() {
    const before = this.#unread;
    await this.#count();
    if (this.#unread > before) chime();
  }

  async #count() {
    try {
      const { unread_count } = await this.#desk.api.get("/api/notifications/unread_count/");
      this.#show(unread_count);
    } catch (error) {
      report(error);
    }
  }

  /** @param {number} count */
  #show(count) {
    this.#unread = count;
    replaceChildren(this.#badge, String(count));
    this.#badge.hidden = !count;
    this.#button.setAttribute("aria-label", count ? `Notifications, ${count} unread` : "Notifications");
    this.#updateTitle();
  }

  #updateTitle() {
    const count = this.#desk.unread + this.#desk.waiting.length;
    document.title = count ? `(${count}) ${this.#title}` : this.#title;
  }

  /** Marks notifications of a room as read, once it is opened. @param {string | null} roomId */
  async #lookAt(roomId) {
    if (roomId == this.#lookedAt) return;
    this.#lookedAt = roomId;
    if (!roomId || !this.#unread) return;
    try {
      const { results } = await this.#desk.api.get("/api/notifications/", { page_size: 100 });
      const seen = /** @type {ChatNotification[]} */ (results).filter(
        ({ is_read, chat_room_id }) => !is_read && chat_room_id == roomId,
      );
      if (seen.length) await this.#markRead(seen.map(({ id }) => id));
    } catch (error) {
      report(error);
    }
  }

  /** @param {string[]} notification_ids */
  async #markRead(notification_ids) {
    await this.#desk.api.post("/api/notifications/mark_read/", { notification_ids });
    this.#count();
  }

  /** @param {Message} message */
  #written({ sender_type, chat_room_id }) {
    if (sender_type == "user" && (document.hidden || this.#desk.openId != chat_room_id)) chime();
  }

  /** @param {ChatNotification} notification */
  #notified({ id, title, message, chat_room_id }) {
    if (chat_room_id == this.#desk.openId && document.hasFocus()) {
      this.#markRead([id]).catch(report);
      return;
    }
    this.#show(this.#unread + 1);
    chime();
    if (!this.#panel.hidden) this.#load();
    if (document.hasFocus() || !("Notification" in window) || Notification.permission != "granted") return;
    const shown = new Notification(title, { body: message, tag: id });
    shown.onclick = () => {
      window.focus();
      this.#desk.open(chat_room_id);
    };
  }

  #toggle() {
    if (this.#panel.hidden) this.#open();
    else this.#close();
  }

  #open() {
    this.#panel.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#readAll.focus();
    this.#load();
  }

  #close() {
    this.#panel.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  /** @param {EventTarget | null} target */
  #closeUnlessIn(target) {
    if (!this.element.contains(/** @type {Node | null} */ (target))) this.#close();
  }

  async #load() {
    try {
      const page = await this.#desk.api.get("/api/notifications/");
      this.#show(page.unread_count);
      replaceChildren(this.#state, page.results.length ? "" : "You’re all caught up.");
      const make = (/** @type {ChatNotification} */ notification) => this.#item(notification);
      list(this.#items, /** @type {ChatNotification[]} */ (page.results), ({ id }) => id, make);
    } catch (error) {
      replaceChildren(
        this.#state,
        failure(error, () => this.#load()),
      );
    }
  }

  /** @param {ChatNotification} notification */
  #item({ id, title, message, is_read, chat_room_id, created_at }) {
    const onclick = () => {
      this.#close();
      this.#desk.open(chat_room_id);
      if (!is_read) this.#markRead([id]).catch(report);
    };
    const button = el(
      "button",
      { type: "button", class: "quiet", onclick },
      el("strong", {}, el("bdi", {}, title)),
      el("span", { class: "muted" }, age(created_at)),
      el("span", { dir: "auto" }, message),
    );
    return el("li", { class: is_read ? "is-read" : null }, button);
  }

  #markAllRead() {
    this.#desk.api
      .post("/api/notifications/mark_all_read/")
      .then(() => this.#load())
      .catch(report);
  }

  async #askPermission() {
    this.#permit.hidden = (await Notification.requestPermission()) != "default";
  }
}

/** @type {AudioContext | undefined} */
let audio;

/** Two short tones. Before anything was clicked on the page, the browser lets none out. */
function chime() {
  audio ??= new AudioContext();
  const context = audio;
  context.resume();
  [660, 880].forEach((frequency, index) => {
    const start = context.currentTime + index * 0.14;
    const [tone, volume] = [new OscillatorNode(context), new GainNode(context)];
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.12, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.3);
  });
}
