// Live sessions: who is connected, since when and from where.

import { confirmAction } from "../shared/dialog.js";
import { PagedTable } from "../shared/table.js";
import { toast } from "../shared/toast.js";
import { button, capitalised, head, two, when } from "./components.js";

/** @import { ChatSession } from "../client/types.js" */

const PATH = "/api/chat-sessions/";

/** @type {import("./sections.js").Show} */
export function showChatSessions(place, { api }) {
  /** @param {ChatSession} session */
  async function close({ id, user }) {
    const action = () => api.request("DELETE", `${PATH}${id}/`).then(() => true);
    const text = `${nameOf(user)} stays signed in, and their page connects again by itself.`;
    if (!(await confirmAction("Close this connection?", text, { submit: "Close connection", action, danger: true })))
      return;
    toast("Connection closed.");
    table.refresh();
  }

  /** @type {import("../shared/table.js").Column<ChatSession>[]} */
  const columns = [
    { label: "Name", cell: ({ user, role }) => two(nameOf(user), capitalised(role)) },
    { label: "Since", cell: ({ connected_at }) => when(connected_at) },
    { label: "Last heard", cell: ({ last_seen }) => when(last_seen) },
    { label: "From", cell: ({ ip_address, user_agent }) => two(ip_address || "–", user_agent) },
    {
      label: "Actions",
      isUnnamed: true,
      cell: (session) => button("Close", () => close(session), "quiet danger", nameOf(session.user)),
    },
  ];
  const first = () => api.get(PATH);
  const empty = "Nobody is connected at the moment.";
  const table = new PagedTable(api, { caption: "Live sessions", columns, first, empty });
  place.append(
    head(
      "Live sessions",
      button("Refresh", () => table.refresh()),
    ),
    table.element,
  );
}

/** @param {User} user */
function nameOf({ first_name, last_name, username }) {
  return `${first_name} ${last_name}`.trim() || username;
}
