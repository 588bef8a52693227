// What calls an agent: notifications with their count, a sound, the title of the tab, and the browser's own notifications.

import { el, icon, list, put } from "../shared/dom.js";
import { isComposing } from "../shared/keys.js";
import { age } from "../shared/spans.js";
import { failure } from "../shared/table.js";
import { report } from "../shared/toast.js";

const BELL = "M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9M13.7 21a2 2 0 0 1-3.4 0";

/** @param {import("./desk.js").Desk} desk */
export function alerts(desk) {
  const badge = el("span", { class: "badge", hidden: true });
  const button = el(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-haspopup": "true",
      "aria-expanded": "false",
      onclick: () => (panel.hidden ? open() : close()),
    },
    icon(BELL),
    badge,
  );
  const items = el("ul", { class: "notifications" });
  const state = el("div", { class: "empty muted" });
  const permit = el(
    "button",
    {
      type: "button",
      hidden: !("Notification" in window) || Notification.permission != "default",
      onclick: askPermission,
    },
    "Turn on desktop notifications",
  );
  const readAll = el("button", { type: "button", onclick: markAllRead }, "Mark all as read");
  const panel = el(
    "div",
    { class: "popover card", hidden: true, role: "dialog", "aria-label": "Notifications" },
    el("div", { class: "buttons" }, permit, readAll),
    items,
    state,
  );
  const title = document.title;
  let unread = 0;
  /** @type {string | null} */
  let lookedAt = null;
  show(0);

  desk.client.on("sync", ({ data }) => show(data.notifications_unread));
  desk.client.on("notification.created", ({ data }) => called(data));
  desk.client.on(
    "message.created",
    ({ data }) => data.sender_type == "user" && (document.hidden || desk.openId != data.chat_room_id) && chime(),
  );
  desk.client.on("status", () => desk.client.status == "connected" && count());
  desk.addEventListener("poll", poll);
  desk.addEventListener("change", () => (entitle(), lookAt(desk.openId)));
  addEventListener("keydown", pressed);
  panel.addEventListener(
    "focusout",
    ({ relatedTarget }) => relatedTarget && !element.contains(/** @type {Node} */ (relatedTarget)) && close(),
  );
  addEventListener(
    "pointerdown",
    ({ target }) => panel.hidden || element.contains(/** @type {Node} */ (target)) || close(),
  );
  const element = el("div", { class: "alerts" }, button, panel);
  return element;

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.key != "Escape" || panel.hidden || isComposing(event)) return;
    event.preventDefault();
    close();
    button.focus();
  }

  /** Without a connection, more than before is all that calls. */
  async function poll() {
    const before = unread;
    await count();
    if (unread > before) chime();
  }

  async function count() {
    try {
      const { unread_count } = await desk.api.get("/api/notifications/unread_count/");
      show(unread_count);
    } catch (error) {
      report(error);
    }
  }

  /** @param {number} count */
  function show(count) {
    unread = count;
    put(badge, String(count));
    badge.hidden = !count;
    button.setAttribute("aria-label", count ? `Notifications, ${count} unread` : "Notifications");
    entitle();
  }

  function entitle() {
    const calls = desk.unread + desk.waiting.length;
    document.title = calls ? `(${calls}) ${title}` : title;
  }

  /** Who opens a room has seen what called them there. @param {string | null} roomId */
  async function lookAt(roomId) {
    if (roomId == lookedAt) return;
    lookedAt = roomId;
    if (!roomId || !unread) return;
    try {
      const { results } = await desk.api.get("/api/notifications/", { page_size: 100 });
      const seen = /** @type {ChatNotification[]} */ (results).filter(
        ({ is_read, chat_room_id }) => !is_read && chat_room_id == roomId,
      );
      if (seen.length) await markRead(seen.map(({ id }) => id));
    } catch (error) {
      report(error);
    }
  }

  /** @param {string[]} notification_ids */
  async function markRead(notification_ids) {
    await desk.api.post("/api/notifications/mark_read/", { notification_ids });
    count();
  }

  /** @param {ChatNotification} notification */
  function called({ id, title, message, chat_room_id }) {
    if (chat_room_id == desk.openId && document.hasFocus()) return void markRead([id]).catch(report);
    show(unread + 1);
    chime();
    if (!panel.hidden) load();
    if (document.hasFocus() || !("Notification" in window) || Notification.permission != "granted") return;
    const shown = new Notification(title, { body: message, tag: id });
    shown.onclick = () => {
      window.focus();
      desk.open(chat_room_id);
    };
  }

  function open() {
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    readAll.focus();
    load();
  }

  async function load() {
    try {
      const page = await desk.api.get("/api/notifications/");
      show(page.unread_count);
      put(state, page.results.length ? "" : "You’re all caught up.");
      list(items, /** @type {ChatNotification[]} */ (page.results), ({ id }) => id, item);
    } catch (error) {
      put(state, failure(error, load));
    }
  }

  function close() {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }

  /** @param {ChatNotification} notification */
  function item({ id, title, message, is_read, chat_room_id, created_at }) {
    const follow = () => {
      close();
      desk.open(chat_room_id);
      if (!is_read) markRead([id]).catch(report);
    };
    return el(
      "li",
      { class: is_read ? "is-read" : null },
      el(
        "button",
        { type: "button", class: "quiet", onclick: follow },
        el("strong", {}, el("bdi", {}, title)),
        el("span", { class: "muted" }, age(created_at)),
        el("span", { dir: "auto" }, message),
      ),
    );
  }

  function markAllRead() {
    desk.api.post("/api/notifications/mark_all_read/").then(load).catch(report);
  }

  async function askPermission() {
    permit.hidden = (await Notification.requestPermission()) != "default";
  }
}

/** @type {AudioContext | undefined} */
let audio;

/** Two short tones. Before anything was clicked on the page, the browser lets none out. */
function chime() {
  const context = (audio ??= new AudioContext());
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
