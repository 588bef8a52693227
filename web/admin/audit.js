// Audit: who changed what, and how it was before.

import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { filterBar } from "./filters.js";
import { changesOf, doneBy, targetOf } from "./audit-entry.js";
import { head, two, when } from "./parts.js";

/** @typedef {import("./audit-entry.js").AuditEntry} AuditEntry */

const DEEDS = {
  room: ["created", "assigned", "taken", "transferred", "unassigned", "resolved", "closed", "reopened", "rated", "edited", "deleted"],
  user: ["created", "changed"],
  agent: ["created", "changed", "removed"],
  canned_response: ["created", "changed", "removed"],
  webhook: ["created", "changed", "removed"],
};

/** @param {string} word @returns {[string, string]} */
const option = (word) => [word, word.replaceAll("_", " ")];
const ACTIONS = Object.entries(DEEDS).flatMap(([kind, deeds]) => deeds.map((deed) => option(`${kind}.${deed}`)));

/** @type {import("../shared/table.js").Column<AuditEntry>[]} */
const COLUMNS = [
  { label: "When", cell: ({ created_at }) => when(created_at) },
  { label: "Who", cell: (entry) => two(doneBy(entry), entry.actor.role) },
  { label: "Did", cell: ({ action }) => el("code", {}, action) },
  { label: "With what", cell: targetOf },
  { label: "Changes", cell: changesOf },
];

/** @type {import("./main.js").Show} */
export function showAudit(place, { api }) {
  const filters = filterBar(
    [
      { name: "action", label: "Action", type: "select", options: ACTIONS },
      { name: "target_type", label: "Kind of target", type: "select", options: Object.keys(DEEDS).map(option) },
      { name: "target_id", label: "Target's id", type: "text" },
      { name: "actor_id", label: "Actor's user id", type: "number" },
      { name: "from", label: "From", type: "date" },
      { name: "to", label: "To", type: "date" },
    ],
    () => table.reload(),
  );
  const first = () => api.get("/api/audit/", filters.values());
  const table = new PagedTable(api, { caption: "Audit", columns: COLUMNS, first, empty: "Nobody has done anything like that." });
  place.append(head("Audit"), filters.element, table.element);
  return filters.stop;
}
