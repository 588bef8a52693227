// What an admin can do with a room, as its status allows.

import { askForm, confirmAction } from "../shared/dialog.js";
import { report, toast } from "../shared/toast.js";
import { button } from "./parts.js";
import { PRIORITIES } from "./rooms.js";

/** @typedef {import("../shared/api.js").Api} Api */

/**
 * Buttons for it.
 * @param {Api} api @param {ChatRoom} room
 * @param {(after: ChatRoom) => void} onChange @param {() => void} onRefusal when the room isn't any more as it is shown
 */
export function roomActions(api, room, onChange, onRefusal) {
  const { status } = room;
  const path = `/api/chat-rooms/${room.id}/`;

  /** @param {string} step @param {string} done */
  async function take(step, done) {
    try {
      changed(await api.post(`${path}${step}/`), done);
    } catch (error) {
      onRefusal();
      report(error);
    }
  }

  /** @param {ChatRoom | null} after @param {string} done */
  function changed(after, done) {
    if (!after) return;
    toast(done);
    onChange(after);
  }

  async function assign() {
    const agents = (await api.all("/api/agents/available/")).filter(({ id }) => id != room.agent?.id);
    if (!agents.length) return toast("No other agent is free to take it.");
    /** @type {[string, string][]} */
    const options = agents.map(({ id, full_name, ...agent }) => {
      return [String(id), `${full_name} (${agent.current_active_chats} of ${agent.max_concurrent_chats})`];
    });
    const title = status == "active" ? "Hand the room over" : "Assign the room";
    /** @type {import("../shared/dialog.js").Field} */
    const field = { name: "agent_id", label: "Agent", type: "select", options, hint: "With how many chats they have already." };
    const action = (/** @type {any} */ { agent_id }) => api.post(`${path}assign_agent/`, { agent_id: Number(agent_id) });
    changed(await askForm(title, [field], { submit: "Assign", action }), "Assigned.");
  }

  async function edit() {
    /** @type {import("../shared/dialog.js").Field[]} */
    const fields = [
      { name: "subject", label: "Subject", value: room.subject, required: true, maxlength: 200 },
      { name: "priority", label: "Priority", type: "select", value: room.priority, options: PRIORITIES },
      { name: "tags", label: "Tags", value: room.tags.join(", "), hint: "Separated by commas." },
    ];
    const tagsOf = (/** @type {string} */ text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);
    const action = (/** @type {any} */ values) => api.request("PATCH", path, { ...values, tags: tagsOf(values.tags) });
    changed(await askForm("Change the room", fields, { submit: "Save", action }), "Saved.");
  }

  async function close() {
    const text = "Nobody can write in it any more, unless it is reopened.";
    changed(await confirmAction("Close the room?", text, { submit: "Close", action: () => api.post(`${path}close/`) }), "Closed.");
  }

  async function remove() {
    const text = "All messages, notes and files of it are erased. This can't be undone.";
    const action = () => api.request("DELETE", path).then(() => true);
    if (!(await confirmAction("Delete the room?", text, { submit: "Delete", action, danger: true }))) return;
    toast("Deleted.");
    location.hash = "#/rooms";
  }

  const isOver = status == "resolved" || status == "closed";
  return [
    button("Change", edit),
    !isOver && button(status == "active" ? "Hand over" : "Assign", () => assign().catch(report)),
    status == "active" && button("Back to the queue", () => take("unassign_agent", "It waits again.")),
    status == "active" && button("Resolve", () => take("resolve", "Resolved.")),
    isOver && button("Reopen", () => take("reopen", "Reopened.")),
    status != "closed" && button("Close", close),
    status == "closed" && button("Delete", remove, "danger"),
  ];
}
