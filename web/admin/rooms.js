// Rooms: all of them, narrowed down as one likes. Each leads to its own page.

import { PRIORITY_NAMES, STATUS_NAMES } from "../shared/names.js";
import { PagedTable } from "../shared/table.js";
import { report } from "../shared/toast.js";
import { filterBar } from "./filters.js";
import { chip, head, two, when } from "./components.js";
import { exportButton } from "./export.js";
import { roomExports } from "./exports.js";

const STATUSES = Object.entries(STATUS_NAMES);
export const PRIORITIES = Object.entries(PRIORITY_NAMES);

/** @type {[string, string][]} */
const ORDERS = [
  ["-created_at", "Newest first"],
  ["created_at", "Oldest first"],
];
/** Items of a list that page numbers reach, and thus the most that are counted. */
const MAX_COUNTED = 1000;

/** @type {import("../shared/table.js").Column<ChatRoom>[]} */
const COLUMNS = [
  { label: "Subject", cell: ({ subject, chat_user_info }) => two(subject || "Chat", chat_user_info?.full_name) },
  { label: "Status", cell: ({ status }) => chip(STATUS_NAMES[status], status) },
  { label: "Priority", cell: ({ priority }) => chip(PRIORITY_NAMES[priority], priority) },
  { label: "Agent", cell: ({ agent_name }) => agent_name ?? "–" },
  { label: "Tags", cell: ({ tags }) => tags.map((tag) => chip(tag, "")) },
  { label: "Messages", isNumber: true, cell: ({ message_count }) => message_count.toLocaleString() },
  { label: "Started", cell: ({ created_at }) => when(created_at) },
  { label: "Last activity", cell: ({ updated_at }) => when(updated_at) },
];

/** @type {import("./sections.js").Show} */
export function showRooms(place, { api }) {
  const filters = filterBar(
    [
      { name: "search", label: "Search", type: "search" },
      { name: "status", label: "Status", type: "select", options: STATUSES },
      { name: "priority", label: "Priority", type: "select", options: PRIORITIES },
      { name: "tag", label: "Tag", type: "text" },
      { name: "agent_id", label: "Agent", type: "select" },
      { name: "from", label: "Started from (UTC)", type: "date" },
      { name: "to", label: "Until", type: "date" },
      { name: "ordering", label: "Sort", type: "select", options: ORDERS, any: "Default" },
    ],
    () => table.reload(),
  );
  const first = () => api.get("/api/chat-rooms/filtered_chats/", filters.values());
  const total = async () => {
    const query = { ...filters.values(), page: 1, page_size: 1 };
    const { pagination } = await api.get("/api/chat-rooms/filtered_chats/", query);
    const count = pagination.total_chats;
    return count == null ? "" : `${count.toLocaleString()}${count >= MAX_COUNTED ? "+" : ""} total`;
  };
  const href = (/** @type {ChatRoom} */ { id }) => `#/rooms/${id}`;
  const table = new PagedTable(api, {
    caption: "Chats",
    columns: COLUMNS,
    first,
    href,
    total,
    empty: "No chats match these filters.",
  });
  api
    .all("/api/agents/")
    .then((agents) =>
      filters.offer(
        "agent_id",
        agents.map(({ id, full_name }) => [String(id), full_name]),
      ),
    )
    .catch(report);
  place.append(head("Chats", exportButton(roomExports(api, filters.values))), filters.element, table.element);
  return filters.stop;
}
