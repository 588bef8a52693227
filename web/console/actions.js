// Actions of an agent on a room, by name. Where they are shown, and how, is left to the bar, the palette and the keys.

import { askForm, confirmAction } from "../shared/dialog.js";
import { load } from "../shared/names.js";
import { answerChats } from "./answer-chats.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {"take" | "answer" | "resolve" | "reopen" | "transfer" | "unread" | "return" | "close" | "block"} ActionName */
/** @typedef {{name: ActionName, text: string, run: () => Promise<any>}} Action */

/**
 * All that the agent can do with a room as it is.
 * @param {Desk} desk @param {ChatRoom} room @param {() => Promise<void>} take @returns {Action[]}
 */
export function actionsOf(desk, room, take) {
  const { id, status } = room;
  const mayEnd = desk.isMine(room) || desk.user.role == "admin";
  const isOver = status == "resolved" || status == "closed";
  const isActive = status == "active" && mayEnd;
  /** @type {[boolean, ActionName, string, () => Promise<any>][]} */
  const all = [
    [status == "waiting" && !!desk.agent, "take", "Take chat", take],
    [status == "waiting" && !desk.agent, "answer", "Answer chats yourself", () => answerChats(desk)],
    [isActive, "resolve", "Resolve", () => desk.act(id, "resolve")],
    [isOver, "reopen", "Reopen", () => desk.act(id, "reopen")],
    [isActive, "transfer", "Transfer", () => transfer(desk, room)],
    [status == "active" && desk.isMine(room), "unread", "Mark as unread", () => desk.markUnread(id)],
    [isActive, "return", "Return to queue", () => unassign(desk, id)],
    [status != "closed" && mayEnd, "close", "Close", () => close(desk, id)],
    [!!room.chat_user?.is_temporary, "block", "Block visitor", () => block(desk, room)],
  ];
  return all.flatMap(([isPossible, name, text, run]) => (isPossible ? { name, text, run } : []));
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
  /** @type {import("../shared/dialog.js").Field[]} */
  const fields = [
    { name: "agent_id", label: "Transfer to", type: "select", options },
    { name: "note", label: "Note (optional)", type: "textarea", maxlength: 10_000, hint: "Only your team can see it." },
  ];
  return askForm("Transfer chat", fields, {
    submit: "Transfer",
    text: "The new agent gets a notification, and the customer reads who is answering from now on.",
    action: ({ agent_id, note }) => desk.act(room.id, "transfer_chat", { agent_id: Number(agent_id), note }),
  });
}

/** @param {Desk} desk @param {string} roomId */
function unassign(desk, roomId) {
  return confirmAction("Return to queue", "Another agent will be able to take this chat.", {
    submit: "Return to queue",
    action: () => desk.act(roomId, "unassign_agent"),
  });
}

/** @type {[days: string, label: string][]} */
const BLOCK_TIMES = [
  ["1", "One day"],
  ["7", "One week"],
  ["30", "30 days"],
  ["0", "For good"],
];

/** @param {Desk} desk @param {ChatRoom} room */
function block(desk, { chat_user }) {
  const shared = "People in one office or household often share a network address.";
  /** @type {import("../shared/dialog.js").Field[]} */
  const fields = [
    { name: "days", label: "Block for", type: "select", value: "7", options: BLOCK_TIMES },
    { name: "with_addresses", label: "Also block their email and network address", type: "checkbox", hint: shared },
    { name: "reason", label: "Reason (optional)", type: "textarea", maxlength: 500 },
  ];
  return askForm(`Block ${chat_user?.full_name}?`, fields, {
    submit: "Block visitor",
    text: "They’re signed out at once and can’t come back to this chat until the block ends. An admin can unblock them.",
    action: ({ days, with_addresses, reason }) =>
      desk.api.post("/api/blocks/", { user_id: chat_user?.id, days: Number(days), with_addresses, reason }),
    danger: true,
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
