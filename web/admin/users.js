// Users: everybody who has registered, and who of them is online.

import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { filterBar } from "./filters.js";
import { chip, head, presence, two, when } from "./parts.js";

/** @type {import("../shared/table.js").Column<ChatUser>[]} */
const COLUMNS = [
  { label: "Name", cell: ({ full_name, is_online, user }) => two(presence(is_online, full_name), user.username) },
  { label: "Role", cell: ({ user }) => [chip(user.role), !user.is_active && chip("deactivated", "bad")] },
  { label: "Reached at", cell: ({ user, phone_number }) => two(user.email || "–", phone_number) },
  { label: "Joined", cell: ({ user }) => when(user.date_joined) },
  { label: "Last seen", cell: ({ last_seen }) => when(last_seen, "never") },
  { label: "Rooms", isUnnamed: true, cell: ({ full_name, user }) => user.role == "customer" && roomsOf(full_name) },
];

/** @type {import("./main.js").Show} */
export function showUsers(place, { api }) {
  /** @type {[string, string][]} */
  const options = [["true", "Online"], ["false", "Offline"]];
  const filters = filterBar(
    [
      { name: "search", label: "Search", type: "search" },
      { name: "is_online", label: "Presence", type: "select", options },
    ],
    () => table.reload(),
  );
  const first = () => api.get("/api/users/", filters.values());
  const table = new PagedTable(api, { caption: "Users", columns: COLUMNS, first, empty: "There is nobody like that." });
  place.append(head("Users"), filters.element, table.element);
  return filters.stop;
}

/** @param {string} name */
function roomsOf(name) {
  return el("a", { href: `#/rooms?${new URLSearchParams({ search: name })}`, "aria-label": `Rooms of ${name}` }, "Rooms");
}
