// Agents, with their capacity, and with those who can take a chat now.

import { askForm, confirmAction } from "../shared/dialog.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { fieldsFor, valuesOf } from "./user-forms.js";
import { button, chip, durationOrDash, head, presence, two } from "./components.js";

const PATH = "/api/admin-agents/";

/** @type {import("./sections.js").Show} */
export function showAgents(place, { api }) {
  const agents = new Agents(api);
  const create = button("New agent", () => agents.create(), "primary");
  place.append(head("Agents", create), agents.table.element);
}

class Agents {
  #api;

  /** @param {import("../client/api.js").Api} api */
  constructor(api) {
    this.#api = api;
    const first = () => api.get(PATH);
    const empty = "No agents yet. Add your first agent.";
    /** @type {PagedTable<StaffAgent>} */
    this.table = new PagedTable(api, { caption: "Agents", columns: this.#columns, first, empty });
  }

  /** @returns {import("../shared/table.js").Column<StaffAgent>[]} */
  get #columns() {
    return [
      { label: "Name", cell: ({ full_name, is_online, user }) => two(presence(is_online, full_name), user.email) },
      { label: "Availability", cell: (agent) => chip(...taking(agent)) },
      {
        label: "Chats",
        isNumber: true,
        cell: (agent) => `${agent.current_active_chats} of ${agent.max_concurrent_chats}`,
      },
      { label: "Department", cell: ({ department, employee_id }) => two(department || "–", employee_id) },
      { label: "Resolved", isNumber: true, cell: (agent) => agent.total_resolved_chats.toLocaleString() },
      {
        label: "First response",
        isNumber: true,
        cell: (agent) => durationOrDash(agent.average_first_response_seconds),
      },
      { label: "Rating", isNumber: true, cell: ({ rating }) => rating?.toFixed(1) ?? "–" },
      { label: "Actions", isUnnamed: true, cell: (agent) => this.#controls(agent) },
    ];
  }

  /** @param {StaffAgent} agent */
  #controls(agent) {
    const { is_available, full_name } = agent;
    return [
      button(is_available ? "Set away" : "Set available", () => this.#toggle(agent), "quiet", full_name),
      button("Edit", () => this.#edit(agent), "quiet", full_name),
      button("Remove", () => this.#remove(agent), "quiet danger", full_name),
    ];
  }

  async create() {
    const action = (/** @type {any} */ values) => this.#api.post(PATH, valuesOf(values));
    if (await askForm("New agent", fieldsFor(), { submit: "Create", action })) this.#changed("Agent created.");
  }

  /** @param {StaffAgent} agent */
  async #edit(agent) {
    const user = await this.#userOf(agent);
    const action = (/** @type {any} */ values) => this.#api.request("PATCH", `${PATH}${agent.id}/`, valuesOf(values));
    if (await askForm(`Edit ${agent.full_name}`, fieldsFor(agent, user), { submit: "Save", action }))
      this.#changed("Changes saved.");
  }

  /** The list of users tells who may sign in, and who is an admin. @param {StaffAgent} agent */
  async #userOf({ user }) {
    const { results } = await this.#api.get("/api/users/", { search: user.username, page_size: 100 });
    return /** @type {ChatUser[]} */ (results).find(({ id }) => id == user.id);
  }

  /** @param {StaffAgent} agent */
  async #remove(agent) {
    const { id, full_name, current_active_chats: chats } = agent;
    const isAdmin = (await this.#userOf(agent))?.user.role == "admin";
    const open = `${full_name}’s ${chats} open ${chats == 1 ? "chat" : "chats"} will return to the queue, and `;
    const follows = isAdmin ? "stays an admin, and takes no more chats." : "won’t be able to sign in.";
    const text = `${chats ? open : ""}${full_name} ${follows}`;
    const action = () => this.#api.request("DELETE", `${PATH}${id}/`).then(() => true);
    if (await confirmAction(`Remove ${full_name}?`, text, { submit: "Remove", action, danger: true }))
      this.#changed("Agent removed.");
  }

  /** @param {StaffAgent} agent */
  async #toggle({ id, full_name }) {
    const after = await this.#api.post(`/api/agents/${id}/toggle_availability/`);
    this.#changed(`${full_name} is now ${after.is_available ? "available" : "away"}.`);
  }

  /** @param {string} text */
  #changed(text) {
    toast(text);
    this.table.refresh();
  }
}

/** @param {StaffAgent} agent @returns {[text: string, kind: string]} */
function taking({ is_available, can_take_chat }) {
  if (!is_available) return ["Away", ""];
  return can_take_chat ? ["Available", "good"] : ["At limit", "waiting"];
}
