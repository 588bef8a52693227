// Audit: who changed what, and how it was before.

import { PagedTable } from "../shared/table.js";
import { report } from "../shared/toast.js";
import { filterBar } from "./filters.js";
import { KINDS, ROOM_CHANGES, actionName, changesOf, actorOf, targetOf } from "./audit-entry.js";
import { capitalised, head, two, when } from "./components.js";

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
      { name: "action", label: "Action", type: "select", options: ACTIONS },
      { name: "target_type", label: "Target type", type: "select", options: Object.entries(KINDS) },
      { name: "target_id", label: "Target ID", type: "text" },
      { name: "actor_id", label: "User", type: "select" },
      { name: "from", label: "From", type: "date" },
      { name: "to", label: "To", type: "date" },
    ],
    () => table.reload(),
  );
  const first = () => api.get("/api/audit/", filters.values());
  const table = new PagedTable(api, {
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
    .then((agents) => filters.offer("actor_id", actors(/** @type {StaffAgent[]} */ (agents))))
    .catch(report);
  place.append(head("Audit log"), filters.element, table.element);
  return filters.stop;
}
