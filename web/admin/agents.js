// Agents: who answers, how much at once, and who can take a chat now.

import { askForm, confirmAction } from "../shared/dialog.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { duration } from "../shared/format-time.js";
import { fieldsFor, valuesOf } from "./user-forms.js";
import { button, chip, head, presence, two } from "./components.js";

const PATH = "/api/admin-agents/";

/** @type {import("./main.js").Show} */
export function showAgents(place, { api }) {
  async function create() {
    const action = (/** @type {any} */ values) => api.post(PATH, valuesOf(values));
    if (await askForm("New agent", fieldsFor(), { submit: "Create", action })) changed("Agent created.");
  }

  /** @param {StaffAgent} agent */
  async function edit(agent) {
    // The list of users tells who may sign in.
    const { results } = await api.get("/api/users/", { search: agent.user.username, page_size: 100 });
    const user = results.find((/** @type {ChatUser} */ { id }) => id == agent.user.id);
    const action = (/** @type {any} */ values) => api.request("PATCH", `${PATH}${agent.id}/`, valuesOf(values));
    if (await askForm(`Edit ${agent.full_name}`, fieldsFor(agent, user), { submit: "Save", action }))
      changed("Changes saved.");
  }

  /** @param {StaffAgent} agent */
  async function remove(agent) {
    const { full_name, current_active_chats: chats } = agent;
    const open = `${full_name}’s ${chats} open ${chats == 1 ? "chat" : "chats"}`;
    const returned = `${open} will return to the queue, and ${full_name} won’t be able to sign in.`;
    const text = chats ? returned : `${full_name} won’t be able to sign in.`;
    const action = () => api.request("DELETE", `${PATH}${agent.id}/`).then(() => true);
    if (await confirmAction(`Remove ${agent.full_name}?`, text, { submit: "Remove", action, danger: true }))
      changed("Agent removed.");
  }

  /** @param {StaffAgent} agent */
  async function toggle({ id, full_name }) {
    const after = await api.post(`/api/agents/${id}/toggle_availability/`);
    changed(`${full_name} is now ${after.is_available ? "available" : "away"}.`);
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<StaffAgent>[]} */
  const columns = [
    { label: "Name", cell: ({ full_name, is_online, user }) => two(presence(is_online, full_name), user.email) },
    { label: "Availability", cell: (agent) => chip(...taking(agent)) },
    {
      label: "Chats",
      isNumber: true,
      cell: (agent) => `${agent.current_active_chats} of ${agent.max_concurrent_chats}`,
    },
    { label: "Department", cell: ({ department, employee_id }) => two(department || "–", employee_id) },
    { label: "Resolved", isNumber: true, cell: (agent) => agent.total_resolved_chats.toLocaleString() },
    { label: "First response", isNumber: true, cell: (agent) => time(agent.average_first_response_seconds) },
    { label: "Rating", isNumber: true, cell: ({ rating }) => rating?.toFixed(1) ?? "–" },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (agent) => [
        button(agent.is_available ? "Set away" : "Set available", () => toggle(agent), "quiet", agent.full_name),
        button("Edit", () => edit(agent), "quiet", agent.full_name),
        button("Remove", () => remove(agent), "quiet danger", agent.full_name),
      ],
    },
  ];
  const first = () => api.get(PATH);
  const table = new PagedTable(api, {
    caption: "Agents",
    columns,
    first,
    empty: "No agents yet. Add your first agent.",
  });
  place.append(head("Agents", button("New agent", create, "primary")), table.element);
}

/** @param {StaffAgent} agent @returns {[text: string, kind: string]} */
function taking({ is_available, can_take_chat }) {
  if (!is_available) return ["Away", ""];
  return can_take_chat ? ["Available", "good"] : ["At limit", "waiting"];
}

/** @param {number | null} seconds */
function time(seconds) {
  return seconds == null ? "–" : duration(seconds);
}
