// What can be exported: chats and their messages, the report, the audit log.

import { pagesOf } from "./export.js";

/** @import { AgentReport, AuditEntry, DayReport, Report } from "../client/types.js" */
/** @typedef {import("../client/api.js").Api} Api */

/** @type {[string, (room: ChatRoom) => any][]} */
const ROOM_COLUMNS = [
  ["ID", ({ id }) => id],
  ["Subject", ({ subject }) => subject],
  ["Status", ({ status }) => status],
  ["Priority", ({ priority }) => priority],
  ["Tags", ({ tags }) => tags.join(", ")],
  ["Customer", ({ chat_user_info }) => chat_user_info?.full_name],
  ["Email", ({ chat_user_info }) => chat_user_info?.email],
  ["Phone", ({ chat_user_info }) => chat_user_info?.phone_number],
  ["Customer ID", ({ chat_user }) => chat_user?.external_id],
  ["Agent", ({ agent_name }) => agent_name],
  ["Started", ({ created_at }) => created_at],
  ["Assigned", ({ assigned_at }) => assigned_at],
  ["Resolved", ({ resolved_at }) => resolved_at],
  ["Closed", ({ closed_at }) => closed_at],
  ["Last activity", ({ updated_at }) => updated_at],
  ["Waiting time (minutes)", ({ waiting_time_minutes }) => waiting_time_minutes],
  ["Messages", ({ message_count }) => message_count],
  ["Rating", ({ rating }) => rating],
  ["Comment", ({ rating_comment }) => rating_comment],
];

/** @type {[string, (message: Message) => any][]} */
const MESSAGE_COLUMNS = [
  ["Chat ID", ({ chat_room_id }) => chat_room_id],
  ["Number", ({ seq }) => seq],
  ["Time", ({ created_at }) => created_at],
  ["From", ({ sender_info }) => sender_info.name],
  ["Role", ({ sender_type }) => sender_type],
  ["Text", ({ content }) => content],
  ["File", ({ attachment_info }) => attachment_info?.name],
  ["Edited", ({ edited_at }) => edited_at],
];

/** @type {[string, (day: DayReport | AgentReport) => any][]} */
const FIGURES = [
  ["Resolved", ({ resolved }) => resolved],
  ["Closed", ({ closed }) => closed],
  ["Median first response (s)", ({ first_response_seconds: { median } }) => median],
  ["90th percentile first response (s)", ({ first_response_seconds: { p90 } }) => p90],
  ["Median resolution (s)", ({ resolution_seconds: { median } }) => median],
  ["Ratings", ({ rating: { count } }) => count],
  ["Average rating", ({ rating: { average } }) => average],
];

/** @type {[string, (entry: AuditEntry) => any][]} */
const AUDIT_COLUMNS = [
  ["Time", ({ created_at }) => created_at],
  ["User", ({ actor }) => actor.name],
  ["User ID", ({ actor }) => actor.id],
  ["Role", ({ actor }) => actor.role],
  ["Action", ({ action }) => action],
  ["Target type", ({ target }) => target.type],
  ["Target", ({ target }) => target.name],
  ["Target ID", ({ target }) => target.id],
  ["Changes", ({ changes }) => JSON.stringify(changes)],
];

/** Chats that match filters, and all that was said in them. @param {Api} api @param {() => Record<string, string>} filters */
export function roomExports(api, filters) {
  const rooms = () => pagesOf(api, () => api.get("/api/chat-rooms/filtered_chats/", { ...filters(), page_size: 100 }));
  async function* messages() {
    for await (const page of rooms()) for (const room of page) yield messagesOf(api, room);
  }
  return [
    { label: "Chats", name: "chats", columns: ROOM_COLUMNS, parts: rooms },
    { label: "Messages of these chats", name: "messages", columns: MESSAGE_COLUMNS, parts: messages },
  ];
}

/** In their order. @param {Api} api @param {ChatRoom} room */
async function messagesOf(api, { id }) {
  const messages = /** @type {Message[]} */ (await api.all(`/api/chat-rooms/${id}/messages/`));
  return messages.sort((one, other) => one.seq - other.seq);
}

/** @param {() => Report | null} shown */
export function reportExports(shown) {
  async function* days() {
    yield shown()?.days ?? [];
  }
  async function* agents() {
    yield shown()?.agents ?? [];
  }
  /** @type {[string, (day: DayReport) => any][]} */
  const dayColumns = [["Day (UTC)", ({ date }) => date], ["Started", ({ created }) => created], ...FIGURES];
  /** @type {[string, (agent: AgentReport) => any][]} */
  const agentColumns = [["Agent ID", ({ agent_id }) => agent_id], ["Agent", ({ full_name }) => full_name], ...FIGURES];
  return [
    { label: "By day", name: "report-days", columns: dayColumns, parts: days },
    { label: "By agent", name: "report-agents", columns: agentColumns, parts: agents },
  ];
}

/** @param {Api} api @param {() => Record<string, string>} filters */
export function auditExports(api, filters) {
  const parts = () => pagesOf(api, () => api.get("/api/audit/", { ...filters(), page_size: 100 }));
  return [{ label: "Audit log", name: "audit", columns: AUDIT_COLUMNS, parts }];
}
