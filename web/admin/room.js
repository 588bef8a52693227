// One room: what is known of it, what was said in it, and what an admin can do with it.

import { el, replaceChildren } from "../shared/dom.js";
import { PRIORITY_NAMES, STATUS_NAMES } from "../shared/names.js";
import { duration } from "../shared/format-time.js";
import { verified } from "../shared/verified.js";
import { RoomActions } from "./room-actions.js";
import { showMessages, showNotes } from "./room-history.js";
import { button, chip, facts, head, loadInto, when } from "./components.js";

/** @type {import("./sections.js").Show} */
export function showRoom(place, { api }, id) {
  /** @type {RoomPath} */
  const path = `/api/chat-rooms/${id}/`;
  const top = head("Chat");
  const [title, buttons] = /** @type {HTMLElement[]} */ ([...top.children]);
  const details = el("section", { class: "card pad", "aria-label": "Details" });
  const messages = el("section", { class: "card pad", "aria-label": "Messages" });
  const notes = el("section", { class: "card pad", "aria-label": "Notes" });
  const layout = el("div", { class: "room" }, messages, el("div", { class: "side" }, details, notes));
  const content = el("div", {});

  function load() {
    loadInto(content, () => api.get(path), show);
    showMessages(messages, api, path);
  }

  /** @param {ChatRoom} room */
  function show(room) {
    title.textContent = room.subject || "Chat";
    const hadFocus = buttons.contains(document.activeElement);
    replaceChildren(buttons, button("Refresh", load, "quiet"), ...new RoomActions(api, room, show, load).buttons);
    if (hadFocus) title.focus();
    replaceChildren(details, el("h2", {}, "Details"), facts(known(room)), downloads(room));
    return layout;
  }

  const back = el("a", { href: "#/rooms", class: "back" }, "All chats");
  place.append(back, top, content);
  load();
  showNotes(notes, api, path);
}

/** @param {ChatRoom} room @returns {[string, import("./components.js").Child][]} */
function known(room) {
  const { chat_user_info: customer } = room;
  /** @type {[string, import("./components.js").Child][]} */
  const facts = [
    ["Status", [chip(STATUS_NAMES[room.status], room.status), " ", chip(PRIORITY_NAMES[room.priority], room.priority)]],
    [
      "Customer",
      customer
        ? [el("bdi", {}, customer.full_name), customer.is_temporary && " (visitor)", " ", verified(room.chat_user)]
        : "–",
    ],
    ["Email", customer?.email || "–"],
    ["Phone", customer?.phone_number || "–"],
    ["Agent", room.agent_name ?? "–"],
    ["Tags", room.tags.length ? room.tags.map((tag) => chip(tag, "")) : "–"],
    ["Started", when(room.created_at)],
    ["Waiting time", duration(room.waiting_time_minutes * 60)],
    ["Assigned", when(room.assigned_at)],
    ["Resolved", when(room.resolved_at)],
    ["Closed", when(room.closed_at)],
    ["Messages", room.message_count.toLocaleString()],
    ["Rating", room.rating ? `${room.rating} out of 5` : "–"],
  ];
  if (room.rating_comment) facts.push(["Comment", el("span", { class: "lines", dir: "auto" }, room.rating_comment)]);
  if (room.chat_user?.external_id) facts.push(["Customer ID", room.chat_user.external_id]);
  if (room.description) facts.push(["Description", el("span", { class: "lines" }, room.description)]);
  return facts;
}

/** @param {ChatRoom} room */
function downloads({ id }) {
  const transcript = `/api/chat-rooms/${id}/transcript/`;
  return el(
    "p",
    { class: "links" },
    el("a", { href: transcript, download: `chat-${id}.txt` }, "Download transcript"),
    el("a", { href: `${transcript}?format=json`, download: `chat-${id}.json` }, "Download as JSON"),
    el("a", { href: `#/audit?${new URLSearchParams({ target_type: "room", target_id: id })}` }, "History"),
  );
}
