// Actions of an admin on a room, as its status allows.

import { askForm, confirmAction } from "../shared/dialog.js";
import { load, tagsOf } from "../shared/names.js";
import { toast } from "../shared/toast.js";
import { button } from "./components.js";
import { PRIORITIES } from "./rooms.js";

/** @typedef {import("../shared/dialog.js").Field} Field */
/** @typedef {import("../shared/dialog.js").Values} Values */

export class RoomActions {
  #api;
  #room;
  #onChange;
  #onRefusal;
  /** @type {RoomPath} */
  #path;

  /**
   * @param {import("../client/api.js").Api} api
   * @param {ChatRoom} room
   * @param {(after: ChatRoom) => void} onChange
   * @param {() => void} onRefusal called if the room is no longer as it is shown
   */
  constructor(api, room, onChange, onRefusal) {
    this.#api = api;
    this.#room = room;
    this.#onChange = onChange;
    this.#onRefusal = onRefusal;
    this.#path = `/api/chat-rooms/${room.id}/`;
  }

  get buttons() {
    const { status } = this.#room;
    const isActive = status == "active";
    const isOver = status == "resolved" || status == "closed";
    return [
      button("Edit", () => this.#edit()),
      !isOver && button(isActive ? "Transfer" : "Assign", () => this.#assign()),
      isActive && button("Return to queue", () => this.#change("unassign_agent", "Returned to queue.")),
      isActive && button("Resolve", () => this.#change("resolve", "Chat resolved.")),
      isOver && button("Reopen", () => this.#change("reopen", "Chat reopened.")),
      status != "closed" && button("Close", () => this.#close()),
      status == "closed" && button("Delete", () => this.#delete(), "danger"),
    ];
  }

  /** @param {"reopen" | "resolve" | "unassign_agent"} action @param {string} done */
  async #change(action, done) {
    try {
      this.#changed(await this.#api.post(`${this.#path}${action}/`), done);
    } catch (error) {
      this.#onRefusal();
      throw error;
    }
  }

  /** @param {ChatRoom | null} after @param {string} done */
  #changed(after, done) {
    if (!after) return;
    toast(done);
    this.#onChange(after);
  }

  async #assign() {
    const { status, agent } = this.#room;
    const available = /** @type {StaffAgent[]} */ (await this.#api.all("/api/agents/available/"));
    const agents = available.filter(({ id }) => id != agent?.id);
    if (!agents.length) {
      toast("No other agents are available.");
      return;
    }
    /** @type {[string, string][]} */
    const options = agents.map((agent) => [String(agent.id), `${agent.full_name} – ${load(agent)}`]);
    const hint = "Shown with current chats and limit.";
    /** @type {Field} */
    const field = { name: "agent_id", label: "Agent", type: "select", options, hint };
    const action = (/** @type {Values} */ { agent_id }) =>
      this.#api.post(`${this.#path}assign_agent/`, { agent_id: Number(agent_id) });
    if (status == "active")
      this.#changed(await askForm("Transfer chat", [field], { submit: "Transfer", action }), "Chat transferred.");
    else this.#changed(await askForm("Assign chat", [field], { submit: "Assign", action }), "Chat assigned.");
  }

  async #edit() {
    const { subject, priority, tags } = this.#room;
    /** @type {Field[]} */
    const fields = [
      { name: "subject", label: "Subject", value: subject, required: true, maxlength: 200 },
      { name: "priority", label: "Priority", type: "select", value: priority, options: PRIORITIES },
      { name: "tags", label: "Tags (comma-separated)", value: tags.join(", ") },
    ];
    const action = (/** @type {Values} */ values) =>
      this.#api.request("PATCH", this.#path, { ...values, tags: tagsOf(values.tags) });
    this.#changed(await askForm("Edit chat", fields, { submit: "Save", action }), "Changes saved.");
  }

  get #name() {
    return this.#room.subject || this.#room.chat_user_info?.full_name || "Chat";
  }

  async #close() {
    const agent = this.#room.status == "active" && this.#room.agent_name;
    const text = `${agent ? `It leaves ${agent}’s chats. ` : ""}No one can send messages unless it’s reopened.`;
    const action = () => this.#api.post(`${this.#path}close/`);
    const options = { submit: "Close chat", action, danger: true };
    this.#changed(await confirmAction(`Close “${this.#name}”?`, text, options), "Chat closed.");
  }

  async #delete() {
    const { message_count: count } = this.#room;
    const messages = count == 1 ? "Its message" : `Its ${count.toLocaleString()} messages`;
    const text = `${messages}, and all notes and files, will be permanently deleted. Reports and the audit log keep what they have counted.`;
    const action = () => this.#api.request("DELETE", this.#path).then(() => true);
    if (!(await confirmAction(`Delete “${this.#name}”?`, text, { submit: "Delete", action, danger: true }))) return;
    toast("Chat deleted.");
    location.hash = "#/rooms";
  }
}
