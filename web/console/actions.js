// What an agent can do with a room, as buttons: the one that leads on, and the others.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { report } from "../shared/toast.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @param {ChatRoom} room @returns {{lead: HTMLElement | null, others: HTMLElement[]}} */
export function actions(desk, room) {
  const { status } = room;
  const isMine = desk.isMine(room);
  const isAdmin = desk.user.role == "admin";
  const mayEnd = isMine || isAdmin;
  const take = button("Take this chat", () => desk.act("take_chat"), "primary");
  const others = [];
  if (status == "active" && mayEnd) others.push(button("Resolve", () => desk.act("resolve"), "primary"));
  if (status == "active" && mayEnd) others.push(button("Transfer", () => transfer(desk, room)), button("Put back", () => putBack(desk)));
  if (status == "resolved" || status == "closed") others.push(button("Reopen", () => desk.act("reopen")));
  if (status != "closed" && mayEnd) others.push(button("Close", () => close(desk), "danger"));
  return { lead: status == "waiting" && desk.agent ? take : null, others };
}

/** @param {string} text @param {() => Promise<any>} action @param {string} [look] */
function button(text, action, look) {
  const made = el("button", { type: "button", class: look, onclick: act }, text);
  return made;

  async function act() {
    made.disabled = true;
    await action().catch(report);
    made.disabled = false;
  }
}

/** @param {Desk} desk @param {ChatRoom} room */
async function transfer(desk, room) {
  /** @type {Agent[]} */
  const agents = await desk.api.all("/api/agents/available/");
  const others = agents.filter(({ id }) => id != room.agent?.id);
  if (!others.length) return confirmAction("Transfer", "No other agent is free to take a chat now.", { submit: "All right", action: async () => {} });
  const options = others.map(({ id, full_name, department, current_active_chats, max_concurrent_chats }) => {
    return /** @type {[string, string]} */ ([String(id), `${full_name}${department && `, ${department}`} (${current_active_chats} of ${max_concurrent_chats})`]);
  });
  return askForm("Transfer this chat", [{ name: "agent_id", label: "To", type: "select", options }], {
    submit: "Transfer",
    action: ({ agent_id }) => desk.act("transfer_chat", { agent_id: Number(agent_id) }),
  });
}

/** @param {Desk} desk */
function putBack(desk) {
  return confirmAction("Put back", "The chat returns to the queue, where others can take it.", { submit: "Put back", action: () => desk.act("unassign_agent") });
}

/** @param {Desk} desk */
function close(desk) {
  return confirmAction("Close", "Nothing can be written in a closed chat, unless it is reopened.", { submit: "Close the chat", action: () => desk.act("close"), danger: true });
}
