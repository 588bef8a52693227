// Notifications: the admin's own.

import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { button, head, when } from "./components.js";

/** @type {import("./sections.js").Show} */
export function showNotifications(place, { api, showUnread }) {
  const unread = el("p", { class: "muted", role: "status" });
  const readAll = button("Mark all as read", () => mark("/api/notifications/mark_all_read/"));

  /** @param {"/api/notifications/mark_all_read/" | `/api/notifications/${string}/mark_read/`} path */
  async function mark(path) {
    await api.post(path);
    await table.refresh();
  }

  /** @param {{unread_count: number}} answer */
  function onAnswer({ unread_count }) {
    showUnread(unread_count);
    readAll.disabled = !unread_count;
    unread.textContent = unread_count ? `${unread_count} unread` : "No unread notifications";
  }

  /** @type {import("../shared/table.js").Column<ChatNotification>[]} */
  const columns = [
    {
      label: "Type",
      cell: ({ title, is_read }) => el("span", { class: "together" }, el("bdi", {}, title), !is_read && fresh()),
    },
    { label: "Message", cell: ({ message }) => el("span", { class: "long" }, message) },
    {
      label: "Chat",
      cell: (item) => el("a", { href: `#/rooms/${item.chat_room_id}` }, item.chat_room_subject || "Chat"),
    },
    { label: "Time", cell: ({ created_at }) => when(created_at) },
    {
      label: "Mark as read",
      isUnnamed: true,
      cell: ({ id, is_read, title }) =>
        !is_read && button("Mark as read", () => mark(`/api/notifications/${id}/mark_read/`), "quiet", title),
    },
  ];
  const first = () => api.get("/api/notifications/");
  const empty = "You’re all caught up.";
  const table = new PagedTable(api, { caption: "Notifications", columns, first, onAnswer, empty });
  place.append(head("Notifications", unread, readAll), table.element);
}

function fresh() {
  return el("span", { class: "badge" }, "New");
}
