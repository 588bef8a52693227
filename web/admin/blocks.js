// Blocks: visitors and addresses that get no chat any more.

import { askForm, confirmAction } from "../shared/dialog.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { button, head, when } from "./components.js";

/** @import { Block } from "../client/types.js" */

const PATH = "/api/blocks/";

/** @type {import("./sections.js").Show} */
export function showBlocks(place, { api }) {
  async function add() {
    const text =
      "No visitor begins a chat from a blocked address, resumes one, or answers one by email. Customers with an account aren’t affected: deactivate them under People.";
    const stored = await askForm("Block an address", FIELDS, {
      submit: "Block",
      text,
      action: (/** @type {any} */ { email, ip_address, days, reason }) =>
        api.post(PATH, { email: email || null, ip_address: ip_address || null, days: days ?? 0, reason }),
    });
    if (stored) changed("Address blocked.");
  }

  /** @param {Block} block */
  async function remove(block) {
    const action = () => api.request("DELETE", `${PATH}${block.id}/`).then(() => true);
    if (await confirmAction(`Unblock ${nameOf(block)}?`, "They can chat again.", { submit: "Unblock", action }))
      changed("Block removed.");
  }

  /** @param {string} text */
  function changed(text) {
    toast(text);
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<Block>[]} */
  const columns = [
    { label: "Blocked", cell: nameOf },
    { label: "Reason", cell: ({ reason }) => reason || "–" },
    { label: "By", cell: ({ created_by }) => created_by.name },
    { label: "Since", cell: ({ created_at }) => when(created_at) },
    { label: "Until", cell: ({ expires_at }) => (expires_at ? when(expires_at) : "–") },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (block) => button("Unblock", () => remove(block), "quiet", nameOf(block)),
    },
  ];
  const first = () => api.get(PATH);
  const empty = "Nobody is blocked. Block a visitor from their chat in the console, or an address here.";
  const table = new PagedTable(api, { caption: "Blocked", columns, first, empty });
  place.append(
    head(
      "Blocked",
      button("Block an address", () => add(), "primary"),
    ),
    table.element,
  );
}

/** @param {Block} block */
function nameOf({ user_id, email, ip_address }) {
  return [user_id != null && `Visitor ${user_id}`, email, ip_address].filter(Boolean).join(", ");
}

/** @type {import("../shared/dialog.js").Field[]} */
const FIELDS = [
  { name: "email", label: "Email", type: "email", maxlength: 254 },
  { name: "ip_address", label: "IP address", maxlength: 45, hint: "An IPv6 address blocks its whole network (/64)." },
  { name: "reason", label: "Reason", type: "textarea", maxlength: 500 },
  { name: "days", label: "Days", type: "number", hint: "Leave empty to block for good." },
];
