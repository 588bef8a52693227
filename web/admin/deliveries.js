// Deliveries to a webhook: those that were made or are to be, and the responses.

import { el } from "../shared/dom.js";
import { PagedTable } from "../shared/table.js";
import { button, chip, head, loadInto, two, when } from "./components.js";

/** @import { Delivery, DeliveryAttempt } from "../client/types.js" */

/** @type {Record<Delivery["status"], [text: string, kind: string]>} */
const STATUSES = { pending: ["Pending", "waiting"], delivered: ["Delivered", "good"], failed: ["Failed", "bad"] };

/** @type {import("../shared/table.js").Column<Delivery>[]} */
const COLUMNS = [
  { label: "Event", cell: ({ event }) => el("code", {}, event.type) },
  { label: "Status", cell: ({ status }) => chip(...STATUSES[status]) },
  { label: "Chat", cell: ({ event }) => el("a", { href: `#/rooms/${event.chat_room_id}` }, "Chat") },
  { label: "Time", cell: ({ created_at }) => when(created_at) },
  { label: "Attempts", isNumber: true, cell: ({ attempts }) => String(attempts.length) },
  { label: "Last response", cell: ({ attempts }) => answer(attempts.at(-1)) },
  { label: "Next attempt", cell: ({ next_attempt_at }) => when(next_attempt_at) },
];

/** @type {import("./sections.js").Show} */
export function showDeliveries(place, { api }, id) {
  /** @type {`/api/webhooks/${string}/`} */
  const path = `/api/webhooks/${id}/`;
  const about = el("div", {});
  const first = () => api.get(`${path}deliveries/`);
  const empty = "No deliveries yet.";
  const table = new PagedTable(api, { caption: "Deliveries", columns: COLUMNS, first, empty });
  const back = el("a", { href: "#/webhooks", class: "back" }, "All webhooks");
  place.append(
    back,
    head(
      "Deliveries",
      button("Refresh", () => table.refresh(), "quiet"),
    ),
    about,
    table.element,
  );
  loadInto(
    about,
    () => api.get(path),
    ({ url }) => el("span", { class: "address muted" }, url),
  );
}

/** @param {DeliveryAttempt} [attempt] */
function answer(attempt) {
  if (!attempt) return "–";
  return two(
    String(attempt.status_code ?? attempt.error ?? "No response"),
    `${attempt.milliseconds.toLocaleString()} ms`,
  );
}
