// Settings: what the system was started with. They are changed where it is deployed, not here.

import { el } from "../shared/dom.js";
import { sheet } from "../shared/table.js";
import { head, loadInto } from "./components.js";

/** @import { Setting } from "../client/types.js" */

/** @type {import("../shared/table.js").Column<Setting>[]} */
const COLUMNS = [
  { label: "Setting", cell: ({ name }) => el("code", {}, name) },
  { label: "Value", cell: ({ value }) => shown(value) },
  { label: "Description", cell: ({ description }) => el("span", { class: "long" }, description) },
];

/** @type {import("./sections.js").Show} */
export function showSettings(place, { api }) {
  const card = el("div", { class: "card" });
  place.append(
    head("Settings"),
    el("p", { class: "muted" }, "Read-only. Change these in your .env file or deployment parameters."),
    card,
  );
  loadInto(
    card,
    () => api.get("/api/settings/"),
    ({ settings }) => sheet("Settings", COLUMNS, settings),
  );
}

/** @param {string} value */
function shown(value) {
  if (value == "true" || value == "false") return value == "true" ? "Yes" : "No";
  return value ? el("span", { class: "long" }, value) : el("span", { class: "muted" }, "Not set");
}
