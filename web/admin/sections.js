// The sections of the admin page, in the order of the navigation. The address names one after the `#`.

import { showAgents } from "./agents.js";
import { showAudit } from "./audit.js";
import { showBlocks } from "./blocks.js";
import { showCannedResponses } from "./canned-responses.js";
import { showChatSessions } from "./chat-sessions.js";
import { showDeliveries } from "./deliveries.js";
import { showFaq } from "./faq.js";
import { showGreetings } from "./greetings.js";
import { showInstall } from "./install.js";
import { showMail, showMails } from "./mail.js";
import { showNotifications } from "./notifications.js";
import { showOverview } from "./overview.js";
import { showReport } from "./report.js";
import { showRoom } from "./room.js";
import { showRooms } from "./rooms.js";
import { showSettings } from "./settings.js";
import { showUsers } from "./users.js";
import { showWebhooks } from "./webhooks.js";

/**
 * Renders into a place, and may return what ends it.
 * @typedef {(place: HTMLElement, admin: import("./components.js").Admin, id: string) => void | (() => void)} Show
 */

/** By their paths. @type {Record<string, {title: string, drawing: string, show: Show, showOne?: Show}>} */
export const SECTIONS = {
  overview: { title: "Overview", drawing: "M3 12h4l3-8 4 16 3-8h4", show: showOverview },
  rooms: { title: "Chats", drawing: "M4 5h16v11H9l-5 4z", show: showRooms, showOne: showRoom },
  users: { title: "People", drawing: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-5 8-5s7 1 8 5", show: showUsers },
  agents: {
    title: "Agents",
    drawing: "M5 15v-3a7 7 0 0 1 14 0v3M4 14h3v5H4zM17 14h3v5h-3zM19 19c0 2-3 2-5 2",
    show: showAgents,
  },
  "chat-sessions": {
    title: "Live sessions",
    drawing: "M12 20h0M8 16a6 6 0 0 1 8 0M5 12a10 10 0 0 1 14 0M2 8a15 15 0 0 1 20 0",
    show: showChatSessions,
  },
  "canned-responses": { title: "Canned responses", drawing: "M13 3L5 14h6l-1 7 8-11h-6z", show: showCannedResponses },
  greetings: { title: "Greetings", drawing: "M4 5h16v10H11l-5 4v-4H4zM8 9h8M8 12h5", show: showGreetings },
  faq: {
    title: "FAQ",
    drawing: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7M12 17h0",
    show: showFaq,
  },
  blocks: { title: "Blocked", drawing: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12", show: showBlocks },
  webhooks: {
    title: "Webhooks",
    drawing: "M10 14a4 4 0 0 1 0-6l2-2a4 4 0 0 1 6 6l-1 1M14 10a4 4 0 0 1 0 6l-2 2a4 4 0 0 1-6-6l1-1",
    show: showWebhooks,
    showOne: showDeliveries,
  },
  mail: { title: "Mail", drawing: "M3 6h18v13H3zM3 7l9 7 9-7", show: showMails, showOne: showMail },
  notifications: {
    title: "Notifications",
    drawing: "M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4",
    show: showNotifications,
  },
  report: { title: "Reports", drawing: "M4 20V10M10 20V4M16 20v-7M22 20H2", show: showReport },
  audit: { title: "Audit log", drawing: "M6 3h12v18H6zM9 8h6M9 12h6M9 16h4", show: showAudit },
  install: { title: "Install", drawing: "M8 9l-4 3 4 3M16 9l4 3-4 3M13 6l-2 12", show: showInstall },
  settings: { title: "Settings", drawing: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4", show: showSettings },
};
