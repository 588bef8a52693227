// What an admin can do with a room, as its status allows.

import { askForm, confirmAction } from "../shared/dialog.js";
import { load } from "../shared/names.js";
import { toast } from "../shared/toast.js";
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
      throw error;
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
    if (!agents.length) return toast("No other agents are available.");
    /** @type {[string, string][]} */
    const options = agents.map((agent) => [String(agent.id), `${agent.full_name} – ${load(agent)}`]);
    const title = status == "active" ? "Transfer chat" : "Assign chat";
    /** @type {import("../shared/dialog.js").Field} */
    const field = {
      name: "agent_id",
      label: "Agent",
      type: "select",
      options,
      hint: "Shown with current chats and limit.",
    };
    const action = (/** @type {any} */ { agent_id }) =>
      api.post(`${path}assign_agent/`, { agent_id: Number(agent_id) });
    const [submit, done] = status == "active" ? ["Transfer", "Chat transferred."] : ["Assign", "Chat assigned."];
    changed(await askForm(title, [field], { submit, action }), done);
  }

  async function edit() {
    /** @type {import("../shared/dialog.js").Field[]} */
    const fields = [
      { name: "subject", label: "Subject", value: room.subject, required: true, maxlength: 200 },
      { name: "priority", label: "Priority", type: "select", value: room.priority, options: PRIORITIES },
      { name: "tags", label: "Tags (comma-separated)", value: room.tags.join(", ") },
    ];
    const tagsOf = (/** @type {string} */ text) =>
      text
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean);
    const action = (/** @type {any} */ values) => api.request("PATCH", path, { ...values, tags: tagsOf(values.tags) });
    changed(await askForm("Edit chat", fields, { submit: "Save", action }), "Changes saved.");
  }

  async function close() {
    const text = "No one can send messages unless it’s reopened.";
    changed(
      await confirmAction("Close this chat?", text, {
        submit: "Close chat",
        action: () => api.post(`${path}close/`),
        danger: true,
      }),
      "Chat closed.",
    );
  }

  async function remove() {
    const text = "All its messages, notes and files will be permanently deleted.";
    const action = () => api.request("DELETE", path).then(() => true);
    if (!(await confirmAction(`Delete “${room.subject || "Chat"}”?`, text, { submit: "Delete", action, danger: true })))
      return;
    toast("Chat deleted.");
    location.hash = "#/rooms";
  }

  const isOver = status == "resolved" || status == "closed";
  return [
    button("Edit", edit),
    !isOver && button(status == "active" ? "Transfer" : "Assign", assign),
    status == "active" && button("Return to queue", () => take("unassign_agent", "Returned to queue.")),
    status == "active" && button("Resolve", () => take("resolve", "Chat resolved.")),
    isOver && button("Reopen", () => take("reopen", "Chat reopened.")),
    status != "closed" && button("Close", close),
    status == "closed" && button("Delete", remove, "danger"),
  ];
}
