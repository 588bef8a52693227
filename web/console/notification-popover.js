// The list of notifications, which opens from its button.

import { el, isComposing, list, replaceChildren } from "../shared/dom.js";
import { age } from "../shared/format-time.js";
import { failure } from "../shared/table.js";
import { report } from "../shared/toast.js";
import { editNotificationSettings } from "./notification-settings.js";
import { PushDevice } from "../shared/push-device.js";
import { PushSwitch } from "./push-switch.js";

/** @typedef {import("./unread-notifications.js").UnreadNotifications} UnreadNotifications */

export class NotificationPopover {
  #desk;
  #unread;
  #button;
  #items = el("ul", { class: "notifications" });
  #state = el("div", { class: "empty muted" });
  #push;
  #readAll;

  /**
   * @param {import("./desk.js").Desk} desk @param {UnreadNotifications} unread
   * @param {HTMLButtonElement} button opens and closes it
   * @param {HTMLElement} settings stand below the list
   */
  constructor(desk, unread, button, settings) {
    this.#desk = desk;
    this.#unread = unread;
    this.#button = button;
    this.#push = new PushSwitch(new PushDevice(desk.api, "/console/service-worker.js", String(desk.user.id)));
    this.#readAll = el("button", { type: "button", onclick: () => this.#markAllRead() }, "Mark all as read");
    this.element = el(
      "div",
      { class: "popover card", hidden: true, role: "dialog", "aria-label": "Notifications" },
      el(
        "div",
        { class: "buttons" },
        el("button", { type: "button", onclick: () => this.#editSettings() }, "Notification settings"),
        this.#readAll,
      ),
      this.#items,
      this.#state,
      settings,
      this.#push.element,
    );
    button.addEventListener("click", () => (this.isOpen ? this.#close() : this.#open()));
    this.#listen();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  #listen() {
    addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget) this.#closeUnlessIn(relatedTarget);
    });
    addEventListener("pointerdown", ({ target }) => {
      if (this.isOpen) this.#closeUnlessIn(target);
    });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key != "Escape" || !this.isOpen || isComposing(event)) return;
    event.preventDefault();
    this.#close();
    this.#button.focus();
  }

  #open() {
    this.element.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#readAll.focus();
    this.#push.show();
    this.load();
  }

  #close() {
    this.element.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  /** @param {EventTarget | null} target */
  #closeUnlessIn(target) {
    const node = /** @type {Node | null} */ (target);
    if (!this.element.contains(node) && !this.#button.contains(node)) this.#close();
  }

  async load() {
    try {
      const { results, unread_count } = await this.#desk.api.get("/api/notifications/");
      this.#unread.count = unread_count;
      replaceChildren(this.#state, results.length ? "" : "You’re all caught up.");
      const make = (/** @type {ChatNotification} */ notification) => this.#item(notification);
      list(this.#items, /** @type {ChatNotification[]} */ (results), ({ id }) => id, make);
    } catch (error) {
      const retry = () => this.load();
      replaceChildren(this.#state, failure(error, retry));
    }
  }

  /** @param {ChatNotification} notification */
  #item({ id, title, message, is_read, chat_room_id, created_at }) {
    const onclick = () => {
      this.#close();
      this.#desk.open(chat_room_id);
      if (!is_read) this.#unread.markRead([id]).catch(report);
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
      .then(() => this.load())
      .catch(report);
  }

  #editSettings() {
    this.#close();
    editNotificationSettings(this.#desk);
  }
}
