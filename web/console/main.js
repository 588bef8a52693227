// The agents' console: who works here, and where its parts stand on the page.

import { accountButton } from "../shared/account-button.js";
import { CookieApi } from "../shared/cookie-api.js";
import { STATUS_TEXTS } from "../shared/explain.js";
import { el } from "../shared/dom.js";
import { deskLogo } from "../shared/logo.js";
import { signIn, signOut } from "../shared/sign-in.js";
import { THEMES, setTheme, useTheme } from "../shared/theme.js";
import { report } from "../shared/toast.js";
import { Alerts } from "./alerts.js";
import { Availability } from "./availability.js";
import { Desk } from "./desk.js";
import { forgetDrafts } from "./drafts.js";
import { keyMapButton, showKeyMap } from "./key-map.js";
import { bindShortcuts } from "./keyboard-shortcuts.js";
import { Lists } from "./lists.js";
import { chatEntries, openPalette } from "./palette.js";
import { RoomView } from "./room-view.js";
import { StaffClient } from "../client/staff-client.js";

// A notification of web push was clicked, perhaps while this asks to sign in.
navigator.serviceWorker?.addEventListener("message", ({ data }) => (location.hash = data.chat_room_id));

useTheme();
const api = new CookieApi();
const { user, agent } = await signIn(api, {
  title: "Sign in to Tribeclub Chat",
  allows: ({ role }) => role == "agent" || role == "admin",
  refusal: "This console is for agents. Ask your administrator for access.",
});
forgetDrafts((owner) => owner != user.id);
const client = new StaffClient(api, String(user.id));
const desk = new Desk(api, client, user, agent);
const view = new RoomView(desk);
const lists = new Lists(desk);
const availability = agent && new Availability(api, agent);

const connection = el("p", { class: "connection", role: "status" });
const sayConnection = () => (connection.textContent = STATUS_TEXTS[client.status] ?? "");
/** `true` while the agent signs out: the connection may end before the answer comes, and drafts go only with that. */
let isLeaving = false;
client.on("status", () => (client.status == "signed-out" && !isLeaving ? location.reload() : sayConnection()));
sayConnection();

document.body.append(
  el(
    "header",
    { class: "bar" },
    deskLogo(),
    el("h1", {}, "Tribeclub Chat ", el("span", {}, "Console")),
    connection,
    availability?.element,
    new Alerts(desk).element,
    keyMapButton(),
    accountButton(api, agent?.full_name || user.username, agent?.avatar),
    user.role == "admin" && el("a", { href: "/admin/" }, "Admin"),
    el("button", { type: "button", class: "quiet", onclick: leave }, "Sign out"),
  ),
  el("main", { class: "desk" }, lists.element, view.element),
);
bindShortcuts({ lists, view, openPalette: () => openPalette(entriesFor, search) });

/** All that the palette has. @param {string} query @returns {import("./palette.js").Entry[]} */
function entriesFor(query) {
  const status = availability?.isAvailable ? "Set yourself away" : "Set yourself available";
  return [
    ...view.actions.map(({ text, run }) => ({ text, hint: "Current chat", run })),
    ...(query ? chatEntries(desk) : []),
    ...(availability ? [{ text: status, hint: "", run: () => availability.toggle() }] : []),
    { text: "Your chats", hint: "List", run: () => lists.choose("mine") },
    { text: "Queue", hint: "List", run: () => lists.choose("queue") },
    { text: "All chats", hint: "List", run: () => lists.choose("all") },
    ...lists.views.map(({ name, show }) => ({ text: name, hint: "Saved view", run: show })),
    ...(user.role == "admin" ? [{ text: "Admin", hint: "Go to", run: () => location.assign("/admin/") }] : []),
    ...THEMES.map(([value, name]) => ({ text: `Appearance: ${name}`, hint: "", run: () => setTheme(value) })),
    { text: "Your canned responses", hint: "", run: () => view.manageResponses() },
    { text: "Keyboard shortcuts", hint: "", run: showKeyMap },
  ];
}

/** @param {string} query @returns {import("./palette.js").Entry} */
function search(query) {
  return { text: `Search all chats for “${query}”`, hint: "", run: () => lists.search(query) };
}

async function leave() {
  isLeaving = true;
  try {
    await signOut(api);
    forgetDrafts(() => true);
  } catch (error) {
    isLeaving = false;
    if (client.status == "signed-out") location.reload();
    report(error);
  }
}

const open = () => desk.open(location.hash.slice(1) || null);
addEventListener("hashchange", open);
open();
