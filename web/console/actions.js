// Actions of an agent on a room, as buttons: the main one, and the others.

import { askForm, confirmAction } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { load } from "../shared/names.js";
import { report } from "../shared/toast.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{text: string, make: () => HTMLElement}} Action */

/**
 * @param {Desk} desk @param {ChatRoom} room @param {() => void} onTaken
 * @returns {{lead: Action | null, others: Action[]}}
 */
export function actions(desk, room, onTaken) {
  const { id, status } = room;
  const isMine = desk.isMine(room);
  const mayEnd = isMine || desk.user.role == "admin";
  const isOver = status == "resolved" || status == "closed";
  const reopen = action("Reopen", () => desk.act(id, "reopen"), isMine ? "primary" : undefined);
  const others = [];
  if (status == "active" && mayEnd) others.push(action("Resolve", () => desk.act(id, "resolve"), "primary"));
  if (status == "active" && mayEnd)
    others.push(
      action("Transfer", () => transfer(desk, room)),
      action("Return to queue", () => unassign(desk, id)),
    );
  if (isOver) others.push(reopen);
  if (status != "closed" && mayEnd) others.push(action("Close", () => close(desk, id), "danger"));
  const take = action("Take chat", () => desk.act(id, "take_chat").then(onTaken), "primary");
  return { lead: status == "waiting" && desk.agent ? take : null, others };
}

/** @param {string} text @param {() => Promise<any>} act @param {string} [look] @returns {Action} */
function action(text, act, look) {
  return { text, make: () => button(text, act, look) };
}

/** @param {string} text @param {() => Promise<any>} act @param {string} [look] */
function button(text, act, look) {
  const made = el("button", { type: "button", class: look, onclick: run }, text);
  return made;

  async function run() {
    made.disabled = true;
    try {
      await act();
    } catch (error) {
      report(error);
    } finally {
      made.disabled = false;
    }
  }
}

/** @param {Desk} desk @param {ChatRoom} room */
async function transfer(desk, room) {
  const agents = /** @type {StaffAgent[]} */ (await desk.api.all("/api/agents/available/"));
  const others = agents.filter(({ id }) => id != room.agent?.id);
  if (!others.length)
    return confirmAction("Transfer chat", "No other agents are available right now.", {
      submit: "OK",
      action: async () => {},
    });
  const options = others.map((agent) => {
    const name = [agent.full_name, agent.department].filter(Boolean).join(", ");
    return /** @type {[string, string]} */ ([String(agent.id), `${name} – ${load(agent)}`]);
  });
  return askForm("Transfer chat", [{ name: "agent_id", label: "Transfer to", type: "select", options }], {
    submit: "Transfer",
    action: ({ agent_id }) => desk.act(room.id, "transfer_chat", { agent_id: Number(agent_id) }),
  });
}

/** @param {Desk} desk @param {string} roomId */
function unassign(desk, roomId) {
  return confirmAction("Return to queue", "Another agent will be able to take this chat.", {
    submit: "Return to queue",
    action: () => desk.act(roomId, "unassign_agent"),
  });
}

/** @param {Desk} desk @param {string} roomId */
function close(desk, roomId) {
  return confirmAction("Close this chat?", "No one can send messages unless it’s reopened.", {
    submit: "Close chat",
    action: () => desk.act(roomId, "close"),
    danger: true,
  });
}
