// The other chats of a room's customer, the newest first, with what became of them. One that is chosen shows there what
// was said in it, to be read only: the open chat stays, and nothing counts as read.

import { bubble, dayLine } from "../shared/bubble.js";
import { el, replaceChildren } from "../shared/dom.js";
import { STATUS_NAMES } from "../shared/names.js";
import { phrase as t } from "../shared/phrase.js";
import { skeleton } from "../shared/skeleton.js";
import { failure } from "../shared/table.js";

/** Chats that are asked for at once, and messages of one. */
const PAGE_SIZE = 10;
const MESSAGES = 100;

/** @typedef {import("../client/api.js").Api} Api */

export class ChatHistory {
  #api;
  #roomId;
  /** Of whom chats are shown; null until it is known. @type {number | null} */
  #customerId = null;
  #list = el("ul", { class: "past" });
  #below = el("div");
  element = el("section", { "aria-label": "Chat history" }, el("h3", {}, "Chat history"), this.#list, this.#below);

  /** @param {Api} api @param {string} roomId the open room */
  constructor(api, roomId) {
    this.#api = api;
    this.#roomId = roomId;
  }

  /** @param {ChatRoom} room */
  show({ chat_user }) {
    if (!chat_user || chat_user.id == this.#customerId) return;
    this.#customerId = chat_user.id;
    this.#list.replaceChildren();
    const query = { chat_user_id: chat_user.id, page_size: PAGE_SIZE };
    this.#load(() => this.#api.get("/api/chat-rooms/filtered_chats/", query));
  }

  /** Adds a page. @param {() => Promise<{chats: ChatRoom[], pagination: {next: string | null}}>} ask */
  async #load(ask) {
    const customerId = this.#customerId;
    replaceChildren(this.#below, skeleton(3));
    try {
      const { chats, pagination } = await ask();
      if (customerId != this.#customerId) return;
      const others = chats.filter(({ id }) => id != this.#roomId);
      this.#list.append(...others.map((room) => pastChat(this.#api, room)));
      replaceChildren(this.#below, this.#rest(pagination.next));
    } catch (error) {
      if (customerId != this.#customerId) return;
      replaceChildren(
        this.#below,
        failure(error, () => this.#load(ask)),
      );
    }
  }

  /** @param {string | null} next */
  #rest(next) {
    if (next) {
      const onclick = () => this.#load(() => this.#api.follow(next));
      return el("button", { type: "button", class: "quiet", onclick }, "Show more");
    }
    return !this.#list.childElementCount && el("p", { class: "muted" }, "This is their first chat.");
  }
}

/** A chat, and once it is chosen what was said in it. @param {Api} api @param {ChatRoom} room */
function pastChat(api, room) {
  const talk = el("div", { class: "past-talk", id: `past-${room.id}`, hidden: true });
  const button = el(
    "button",
    { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": talk.id, onclick: toggle },
    el("span", { class: "line" }, el("bdi", { class: "name" }, room.subject || "Chat"), time(room.created_at)),
    el("span", { class: "line muted" }, outcome(room)),
  );

  function toggle() {
    talk.hidden = !talk.hidden;
    button.setAttribute("aria-expanded", String(!talk.hidden));
    if (!talk.hidden) showTalk(talk, api, room.id);
  }

  return el("li", {}, button, talk);
}

/** @param {string} at */
function time(at) {
  const date = new Date(at);
  const year = date.getFullYear() == new Date().getFullYear() ? undefined : "numeric";
  const day = date.toLocaleDateString(undefined, { day: "numeric", month: "short", year });
  return el("time", { dateTime: at }, day);
}

/** @param {ChatRoom} room */
function outcome({ status, rating, agent_name }) {
  const stars = rating && el("span", { role: "img", "aria-label": `${rating} out of 5 stars` }, "★".repeat(rating));
  return [
    el("span", { class: `chip ${status}` }, STATUS_NAMES[status]),
    stars || null,
    agent_name && el("bdi", { class: "by" }, agent_name),
  ];
}

/** @param {HTMLElement} place @param {Api} api @param {string} roomId */
async function showTalk(place, api, roomId) {
  replaceChildren(place, skeleton(3));
  try {
    const page = await api.get(`/api/chat-rooms/${roomId}/messages/`, { page_size: MESSAGES });
    const messages = el("ol", { class: "messages" }, rows(page.results));
    const isCut = page.next != null && el("p", { class: "muted" }, `The last ${MESSAGES} messages.`);
    const region = { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Earlier conversation" };
    replaceChildren(place, isCut, el("div", region, messages), el("a", { href: `#${roomId}` }, "Open this chat"));
  } catch (error) {
    replaceChildren(
      place,
      failure(error, () => showTalk(place, api, roomId)),
    );
  }
}

/** @param {Message[]} messages */
function rows(messages) {
  let day = "";
  return messages.flatMap((message) => {
    const date = new Date(message.created_at).toDateString();
    const line = date == day ? [] : [dayLine(message.created_at)];
    day = date;
    return [...line, bubble(message, { own: message.sender_type == "agent", starts: true }, { t })];
  });
}
