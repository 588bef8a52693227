// The admin page: signs in, shows the navigation, and the section that the address names after the `#`.

import { CookieApi } from "../shared/cookie-api.js";
import { el, icon, replaceChildren } from "../shared/dom.js";
import { ApiError } from "../client/api.js";
import { signIn, signOut } from "../shared/sign-in.js";
import { report } from "../shared/toast.js";
import { showAgents } from "./agents.js";
import { showAudit } from "./audit.js";
import { showCannedResponses } from "./canned-responses.js";
import { showChatSessions } from "./chat-sessions.js";
import { showDeliveries } from "./deliveries.js";
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

/** @type {Record<string, {title: string, drawing: string, show: Show, showOne?: Show}>} */
const SECTIONS = {
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
  webhooks: {
    title: "Webhooks",
    drawing: "M10 14a4 4 0 0 1 0-6l2-2a4 4 0 0 1 6 6l-1 1M14 10a4 4 0 0 1 0 6l-2 2a4 4 0 0 1-6-6l1-1",
    show: showWebhooks,
    showOne: showDeliveries,
  },
  notifications: {
    title: "Notifications",
    drawing: "M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4",
    show: showNotifications,
  },
  report: { title: "Reports", drawing: "M4 20V10M10 20V4M16 20v-7M22 20H2", show: showReport },
  audit: { title: "Audit log", drawing: "M6 3h12v18H6zM9 8h6M9 12h6M9 16h4", show: showAudit },
  settings: { title: "Settings", drawing: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4", show: showSettings },
};

/** Whom the server doesn't know any more must sign in again. */
class SignedInApi extends CookieApi {
  /** @override @param {string} method @param {string} path @param {any} [body] */
  async request(method, path, body) {
    try {
      return await super.request(method, path, body);
    } catch (error) {
      if (error instanceof ApiError && error.isSignedOut) location.reload();
      throw error;
    }
  }
}

const allows = (/** @type {User} */ user) => user.role == "admin";
const { user } = await signIn(new CookieApi(), {
  title: "Sign in to Tribeclub Chat",
  allows,
  refusal: "This page is for administrators only.",
});
const api = new SignedInApi();

const badge = el("span", { class: "badge", hidden: true });
const links = Object.entries(SECTIONS).map(([path, { title, drawing }]) => {
  return el("a", { href: `#/${path}` }, icon(drawing), el("span", {}, title), path == "notifications" && badge);
});
const name = `${user.first_name} ${user.last_name}`.trim() || user.username;
const main = el("main", { id: "main", tabIndex: -1 });
replaceChildren(
  document.body,
  el("button", { class: "skip", type: "button", onclick: () => main.querySelector("h1")?.focus() }, "Skip to content"),
  el(
    "header",
    { class: "top" },
    el("p", { class: "title" }, "Tribeclub Chat ", el("span", { class: "muted" }, "Admin")),
    el("p", { class: "muted who" }, "Signed in as ", el("strong", {}, name)),
    el("a", { href: "/console/" }, "Console"),
    el("button", { type: "button", onclick: () => signOut(api).catch(report) }, "Sign out"),
  ),
  el("div", { class: "frame" }, el("nav", { class: "sections", "aria-label": "Sections" }, links), main),
);

/** @type {import("./components.js").Admin} */
const admin = {
  api,
  user,
  showUnread(count) {
    badge.hidden = !count;
    replaceChildren(badge, String(count), el("span", { class: "spoken" }, " unread"));
  },
};

/** @type {void | (() => void)} */
let stop;

/** Shows the section that the address names. */
function show() {
  stop?.();
  const [path, id] = location.hash.replace(/^#\//, "").split("?")[0].split("/");
  const place = path in SECTIONS ? path : "overview";
  const section = SECTIONS[place];
  for (const link of links) link.removeAttribute("aria-current");
  const link = links[Object.keys(SECTIONS).indexOf(place)];
  link.setAttribute("aria-current", "page");
  link.scrollIntoView({ block: "nearest", inline: "center" });
  document.title = `${section.title} – Tribeclub Chat Admin`;
  const content = el("div", { class: "section" });
  replaceChildren(main, content);
  stop = id && section.showOne ? section.showOne(content, admin, id) : section.show(content, admin, "");
}

addEventListener("hashchange", () => {
  show();
  scrollTo(0, 0);
  main.querySelector("h1")?.focus({ preventScroll: true });
});
show();
api
  .get("/api/notifications/unread_count/")
  .then(({ unread_count }) => admin.showUnread(unread_count))
  .catch(report);
