// Users: everybody who has registered, and who of them is online. An admin makes them, changes them, and says who may sign in;
// agents are changed with what makes them agents.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { newPassword, person, valuesOf } from "./user-forms.js";
import { filterBar } from "./filters.js";
import { button, chip, head, presence, two, when } from "./parts.js";

const PATH = "/api/users/";

/** @type {import("./main.js").Show} */
export function showUsers(place, { api, user: self }) {
  async function create() {
    const fields = [{ name: "username", label: "Username", required: true, maxlength: 150 }, newPassword(), ...person()];
    if (await askForm("New user", fields, { submit: "Create", action: (values) => api.post(PATH, valuesOf(values)) })) changed("Created.");
  }

  /** @param {ChatUser} user */
  async function edit(user) {
    const fields = [...person(user.user, user.phone_number), newPassword(user.full_name)];
    const action = (/** @type {any} */ values) => api.request("PATCH", `${PATH}${user.id}/`, valuesOf(values));
    if (await askForm(`Change ${user.full_name}`, fields, { submit: "Save", action })) changed("Saved.");
  }

  /** @param {ChatUser} user */
  async function activate({ id, full_name, user: { is_active } }) {
    const action = () => api.request("PATCH", `${PATH}${id}/`, { is_active: !is_active });
    const [submit, text] = is_active
      ? ["Deactivate", `${full_name} is signed out everywhere, and can't sign in any more. What was written stays.`]
      : ["Activate", `${full_name} can sign in again.`];
    if (await confirmAction(`${submit} ${full_name}?`, text, { submit, action, danger: is_active })) changed(`${submit}d.`);
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @param {ChatUser} chatUser */
  function actions(chatUser) {
    const { full_name, user } = chatUser;
    if (user.role == "agent") return el("a", { href: "#/agents", class: "button", "aria-label": `Agents, for ${full_name}` }, "Agents");
    const verb = user.is_active ? "Deactivate" : "Activate";
    return [
      button("Change", () => edit(chatUser), "quiet", full_name),
      user.id != self.id && button(verb, () => activate(chatUser), user.is_active ? "quiet danger" : "quiet", full_name),
    ];
  }

  /** @type {import("../shared/table.js").Column<ChatUser>[]} */
  const columns = [
    { label: "Name", cell: ({ full_name, is_online, user }) => two(presence(is_online, full_name), user.username) },
    { label: "Role", cell: ({ user }) => [chip(user.role), !user.is_active && chip("deactivated", "bad")] },
    { label: "Reached at", cell: ({ user, phone_number }) => two(user.email || "–", phone_number) },
    { label: "Joined", cell: ({ user }) => when(user.date_joined) },
    { label: "Last seen", cell: ({ last_seen }) => when(last_seen, "never") },
    { label: "Rooms", isUnnamed: true, cell: ({ full_name, user }) => user.role == "customer" && roomsOf(full_name) },
    { label: "Actions", isUnnamed: true, cell: actions },
  ];
  /** @type {[string, string][]} */
  const options = [["true", "Online"], ["false", "Offline"]];
  const filters = filterBar(
    [
      { name: "search", label: "Search", type: "search" },
      { name: "is_online", label: "Presence", type: "select", options },
    ],
    () => table.reload(),
  );
  const first = () => api.get(PATH, filters.values());
  const table = new PagedTable(api, { caption: "Users", columns, first, empty: "There is nobody like that." });
  place.append(head("Users", button("New user", create, "primary")), filters.element, table.element);
  return filters.stop;
}

/** @param {string} name */
function roomsOf(name) {
  return el("a", { href: `#/rooms?${new URLSearchParams({ search: name })}`, "aria-label": `Rooms of ${name}` }, "Rooms");
}
