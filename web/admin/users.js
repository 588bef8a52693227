// Users: everybody who has registered, with their presence. An admin creates and edits them, and allows or forbids
// them to sign in. Agents are edited in their own section.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { verified } from "../shared/verified.js";
import { newPassword, person, valuesOf } from "./user-forms.js";
import { filterBar } from "./filters.js";
import { button, capitalised, chip, head, presence, two, when } from "./components.js";

const PATH = "/api/users/";
/** @type {import("./filters.js").Filter[]} */
const FILTERS = [
  { name: "search", label: "Search", type: "search" },
  {
    name: "is_online",
    label: "Status",
    type: "select",
    options: [
      ["true", "Online"],
      ["false", "Offline"],
    ],
  },
];

/** @type {import("./sections.js").Show} */
export function showUsers(place, { api, user }) {
  const users = new Users(api, user);
  const create = button("New customer", () => users.create(), "primary");
  place.append(head("People", create), users.filters.element, users.table.element);
  return users.filters.stop;
}

class Users {
  #api;
  #self;

  /** @param {import("../client/api.js").Api} api @param {User} self who is signed in */
  constructor(api, self) {
    this.#api = api;
    this.#self = self;
    this.filters = filterBar(FILTERS, () => this.table.reload());
    const first = () => api.get(PATH, this.filters.values());
    const empty = "No people match these filters.";
    /** @type {PagedTable<ChatUser>} */
    this.table = new PagedTable(api, { caption: "People", columns: this.#columns, first, empty });
  }

  /** @returns {import("../shared/table.js").Column<ChatUser>[]} */
  get #columns() {
    return [
      { label: "Name", cell: nameOf },
      {
        label: "Role",
        cell: ({ user }) => [chip(capitalised(user.role), ""), !user.is_active && chip("Deactivated", "bad")],
      },
      { label: "Contact", cell: ({ user, phone_number }) => two(user.email || "–", phone_number) },
      { label: "Joined", cell: ({ user }) => when(user.date_joined) },
      { label: "Last seen", cell: ({ last_seen }) => when(last_seen, "Never") },
      { label: "Chats", isUnnamed: true, cell: ({ full_name, user }) => user.role == "customer" && roomsOf(full_name) },
      { label: "Actions", isUnnamed: true, cell: (chatUser) => this.#controls(chatUser) },
    ];
  }

  /** @param {ChatUser} chatUser */
  #controls(chatUser) {
    const { full_name, user } = chatUser;
    const toAgents = { href: "#/agents", class: "button", "aria-label": `View in Agents: ${full_name}` };
    if (user.role == "agent") return el("a", toAgents, "View in Agents");
    const verb = user.is_active ? "Deactivate" : "Activate";
    const look = user.is_active ? "quiet danger" : "quiet";
    return [
      button("Edit", () => this.#edit(chatUser), "quiet", full_name),
      user.id != this.#self.id && button(verb, () => this.#activate(chatUser), look, full_name),
    ];
  }

  async create() {
    const username = { name: "username", label: "Username", required: true, maxlength: 150 };
    const fields = [username, newPassword(), ...person()];
    const action = (/** @type {any} */ values) => this.#api.post(PATH, valuesOf(values));
    if (await askForm("New customer", fields, { submit: "Create", action })) this.#changed("Customer created.");
  }

  /** @param {ChatUser} chatUser */
  async #edit({ id, full_name, phone_number, user }) {
    const fields = [...person(user, phone_number), newPassword(full_name)];
    const action = (/** @type {any} */ values) => this.#api.request("PATCH", `${PATH}${id}/`, valuesOf(values));
    if (await askForm(`Edit ${full_name}`, fields, { submit: "Save", action })) this.#changed("Changes saved.");
  }

  /** @param {ChatUser} chatUser */
  async #activate({ id, full_name, user: { is_active } }) {
    const action = () => this.#api.request("PATCH", `${PATH}${id}/`, { is_active: !is_active });
    const [submit, text] = is_active
      ? [
          "Deactivate",
          `${full_name} will be signed out everywhere and won’t be able to sign in. Their messages are kept.`,
        ]
      : ["Activate", `${full_name} will be able to sign in again.`];
    if (await confirmAction(`${submit} ${full_name}?`, text, { submit, action, danger: is_active }))
      this.#changed(`${full_name} ${submit.toLowerCase()}d.`);
  }

  /** @param {string} text */
  #changed(text) {
    toast(text);
    this.table.refresh();
  }
}

/** @param {ChatUser} person */
function nameOf(person) {
  return two([presence(person.is_online, person.full_name), " ", verified(person)], person.user.username);
}

/** @param {string} name */
function roomsOf(name) {
  return el(
    "a",
    { href: `#/rooms?${new URLSearchParams({ search: name })}`, "aria-label": `Chats of ${name}` },
    "Chats",
  );
}
