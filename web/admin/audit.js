// Audit: who changed what, and how it was before.

import { PagedTable } from "../shared/table.js";
import { report } from "../shared/toast.js";
import { filterBar } from "./filters.js";
import { KINDS, ROOM_CHANGES, actionName, changesOf, actorOf, targetOf } from "./audit-entry.js";
import { capitalised, head, two, when } from "./components.js";
import { exportButton } from "./export.js";
import { auditExports } from "./exports.js";

/** @import { AuditEntry } from "../client/types.js" */

const VERBS = {
  room: [...ROOM_CHANGES, "deleted"],
  user: ["created", "changed", "signed_in"],
  agent: ["created", "changed", "removed"],
  canned_response: ["created", "changed", "removed"],
  faq_article: ["created", "changed", "removed"],
  greeting: ["created", "changed", "removed"],
  block: ["created", "changed", "removed"],
  webhook: ["created", "changed", "removed"],
};

/** @type {[string, string][]} */
const ACTIONS = Object.entries(VERBS).flatMap(([kind, verbs]) =>
  verbs.map((verb) => [`${kind}.${verb}`, actionName(`${kind}.${verb}`)]),
);

/** @type {import("../shared/table.js").Column<AuditEntry>[]} */
const COLUMNS = [
  { label: "Time", cell: ({ created_at }) => when(created_at) },
  { label: "User", cell: (entry) => two(actorOf(entry), entry.actor.role && capitalised(entry.actor.role)) },
  { label: "Action", cell: ({ action }) => actionName(action) },
  { label: "Target", cell: targetOf },
  { label: "Changes", cell: changesOf },
];

/** @type {import("./sections.js").Show} */
export function showAudit(place, { api, user }) {
  const filters = filterBar(
    [
      { name: "search", label: "Name of a person or target", type: "search" },
      { name: "action", label: "Action", type: "select", options: ACTIONS },
      { name: "target_type", label: "Target type", type: "select", options: Object.entries(KINDS) },
      { name: "actor_id", label: "User", type: "select" },
      { name: "from", label: "From", type: "date" },
      { name: "to", label: "To", type: "date" },
      // Of one thing: only links lead there, and “All” leads away.
      { name: "target_id", label: "Target", type: "select" },
    ],
    () => table.reload(),
  );
  const first = () => api.get("/api/audit/", filters.values());
  /** Names those that are chosen by id, as links do. @param {{results: AuditEntry[]}} page */
  const onAnswer = ({ results: [entry] }) => {
    const { actor_id, target_id } = filters.values();
    filters.show("target_id", target_id != "");
    if (!entry) return;
    if (target_id) filters.offer("target_id", [[target_id, entry.target.name || target_id]]);
    if (actor_id && !known.some(([id]) => id == actor_id))
      filters.offer("actor_id", [...known, [actor_id, entry.actor.name]]);
  };
  /** @type {[string, string][]} */
  let known = [];
  const table = new PagedTable(api, {
    onAnswer,
    caption: "Audit log",
    columns: COLUMNS,
    first,
    empty: "No entries match these filters.",
  });
  /** @param {StaffAgent[]} agents @returns {[string, string][]} */
  const actors = (agents) => [
    [String(user.id), `${user.username} (you)`],
    ...agents
      .filter((agent) => agent.user.id != user.id)
      .map((agent) => /** @type {[string, string]} */ ([String(agent.user.id), agent.full_name])),
  ];
  api
    .all("/api/agents/")
    .then((agents) => {
      known = actors(/** @type {StaffAgent[]} */ (agents));
      filters.offer("actor_id", known);
    })
    .catch(report);
  place.append(head("Audit log", exportButton(auditExports(api, filters.values))), filters.element, table.element);
  return filters.stop;
}
