// Routing: who gets a chat, and what becomes of one whose agent isn't there.

import { Input } from "../shared/field.js";

/** @type {[value: string, label: string][]} */
const AUTO_ASSIGN = [
  ["never", "Off – agents take chats from the queue"],
  ["while_open", "During opening hours"],
  ["always", "At any time"],
];

/** @type {[value: string, label: string][]} */
const REOPEN_TO = [
  ["agent", "Return it to the same agent, if available"],
  ["queue", "Return it to the queue"],
];

const A_DAY = 1440;

/** The parts of the form. @param {import("../client/types.js").DeskRouting} routing */
export function routingParts({ auto_assign, away_minutes, requeue_minutes, reopen_to }) {
  return [
    input({
      name: "auto_assign",
      label: "Assign chats automatically",
      type: "select",
      value: auto_assign,
      options: AUTO_ASSIGN,
      hint: "A chat goes to the available agent with the fewest chats.",
    }),
    input({
      name: "away_minutes",
      label: "Minutes without a connection before an agent counts as away",
      type: "number",
      required: true,
      value: away_minutes,
      min: 2,
      max: A_DAY,
      hint: "Agents who are away aren’t assigned any chats.",
    }),
    input({
      name: "requeue_minutes",
      label: "Minutes before a customer waiting for an absent agent returns to the queue",
      type: "number",
      required: true,
      value: requeue_minutes,
      min: 0,
      max: A_DAY,
      hint: "Enter 0 to leave the chat with its agent.",
    }),
    input({
      name: "reopen_to",
      label: "When a customer writes in a resolved chat",
      type: "select",
      value: reopen_to,
      options: REOPEN_TO,
      hint: "If the agent is away, unavailable or at their limit, the chat always goes to the queue.",
    }),
  ];
}

/** @param {import("../shared/field.js").Field} field */
function input(field) {
  return new Input(field, `routing-${field.name}`);
}
