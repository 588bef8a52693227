// Users: everybody who has registered, with their presence. An admin creates and edits them, and allows or forbids
// them to sign in. Agents are edited in their own section.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { newPassword, person, valuesOf } from "./user-forms.js";
import { filterBar } from "./filters.js";
import { button, capitalised, chip, head, presence, two, verified, when } from "./components.js";

const PATH = "/api/users/";

/** @type {import("./main.js").Show} */
export function showUsers(place, { api, user: self }) {
  async function create() {
    const fields = [
      { name: "username", label: "Username", required: true, maxlength: 150 },
      newPassword(),
      ...person(),
    ];
    if (
      await askForm("New customer", fields, { submit: "Create", action: (values) => api.post(PATH, valuesOf(values)) })
    )
      changed("Customer created.");
  }

  /** @param {ChatUser} user */
  async function edit(user) {
    const fields = [...person(user.user, user.phone_number), newPassword(user.full_name)];
    const action = (/** @type {any} */ values) => api.request("PATCH", `${PATH}${user.id}/`, valuesOf(values));
    if (await askForm(`Edit ${user.full_name}`, fields, { submit: "Save", action })) changed("Changes saved.");
  }

  /** @param {ChatUser} user */
  async function activate({ id, full_name, user: { is_active } }) {
    const action = () => api.request("PATCH", `${PATH}${id}/`, { is_active: !is_active });
    const [submit, text] = is_active
      ? [
          "Deactivate",
          `${full_name} will be signed out everywhere and won’t be able to sign in. Their messages are kept.`,
        ]
      : ["Activate", `${full_name} will be able to sign in again.`];
    if (await confirmAction(`${submit} ${full_name}?`, text, { submit, action, danger: is_active }))
      changed(`${full_name} ${submit.toLowerCase()}d.`);
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @param {ChatUser} chatUser */
  function actions(chatUser) {
    const { full_name, user } = chatUser;
    const toAgents = { href: "#/agents", class: "button", "aria-label": `View in Agents: ${full_name}` };
    if (user.role == "agent") return el("a", toAgents, "View in Agents");
    const verb = user.is_active ? "Deactivate" : "Activate";
    return [
      button("Edit", () => edit(chatUser), "quiet", full_name),
      user.id != self.id &&
        button(verb, () => activate(chatUser), user.is_active ? "quiet danger" : "quiet", full_name),
    ];
  }

  /** @type {import("../shared/table.js").Column<ChatUser>[]} */
  const columns = [
    {
      label: "Name",
      cell: (person) =>
        two([presence(person.is_online, person.full_name), " ", verified(person)], person.user.username),
    },
    {
      label: "Role",
      cell: ({ user }) => [chip(capitalised(user.role), ""), !user.is_active && chip("Deactivated", "bad")],
    },
    { label: "Contact", cell: ({ user, phone_number }) => two(user.email || "–", phone_number) },
    { label: "Joined", cell: ({ user }) => when(user.date_joined) },
    { label: "Last seen", cell: ({ last_seen }) => when(last_seen, "Never") },
    { label: "Chats", isUnnamed: true, cell: ({ full_name, user }) => user.role == "customer" && roomsOf(full_name) },
    { label: "Actions", isUnnamed: true, cell: actions },
  ];
  /** @type {[string, string][]} */
  const options = [
    ["true", "Online"],
    ["false", "Offline"],
  ];
  const filters = filterBar(
    [
      { name: "search", label: "Search", type: "search" },
      { name: "is_online", label: "Status", type: "select", options },
    ],
    () => table.reload(),
  );
  const first = () => api.get(PATH, filters.values());
  const table = new PagedTable(api, { caption: "People", columns, first, empty: "No people match these filters." });
  place.append(head("People", button("New customer", create, "primary")), filters.element, table.element);
  return filters.stop;
}

/** @param {string} name */
function roomsOf(name) {
  return el(
    "a",
    { href: `#/rooms?${new URLSearchParams({ search: name })}`, "aria-label": `Chats of ${name}` },
    "Chats",
  );
}
