// Rooms that are over, and a search in all of them. Nothing is loaded before it is opened.

import { el, replaceChildren } from "../shared/dom.js";
import { failure } from "../shared/table.js";
import { CardList } from "./card-list.js";
import { itemOf } from "./room-list.js";

/** Time after the last key until the search begins, in milliseconds. */
const SEARCH_DELAY = 300;

export class FoundRooms {
  #desk;
  #search = el("input", {
    type: "search",
    placeholder: "Search by name, email or subject",
    "aria-label": "Search all chats",
    oninput: () => this.#searchSoon(),
  });
  #state = el("div", { class: "empty muted" });
  #cards;
  #more = el(
    "button",
    { type: "button", class: "quiet", hidden: true, onclick: () => this.#load(this.#next) },
    "Load more",
  );
  /** @type {ChatRoom[]} */
  #results = [];
  /** URL of the next page. @type {string | null} */
  #next = null;
  #timer = 0;
  /** Number of the latest load: answers to earlier ones are dropped. */
  #turn = 0;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#cards = new CardList((roomId) => desk.open(roomId), "");
    this.element = el(
      "details",
      { class: "found", ontoggle: () => this.element.open && this.#load(null) },
      el("summary", {}, "All chats"),
      this.#search,
      this.#state,
      this.#cards.element,
      this.#more,
    );
    desk.addEventListener("change", () => this.element.open && this.#show());
  }

  #searchSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(null), SEARCH_DELAY);
  }

  /** @param {string | null} page the next one, or null for the first */
  async #load(page) {
    const query = this.#search.value.trim();
    const turn = ++this.#turn;
    this.#more.disabled = true;
    try {
      const answer = await (page ? this.#desk.api.follow(page) : this.#first(query));
      if (turn == this.#turn) this.#put(answer, query, page != null);
    } catch (error) {
      const retry = () => this.#load(page);
      if (turn == this.#turn) replaceChildren(this.#state, failure(error, retry));
    } finally {
      this.#more.disabled = false;
    }
  }

  /** @param {string} query */
  #first(query) {
    const { api } = this.#desk;
    if (!query) return api.get("/api/chat-rooms/resolved_closed_chats/");
    return api.get("/api/chat-rooms/filtered_chats/", { search: query });
  }

  /**
   * @param {{chats: ChatRoom[], pagination: {next: string | null}}} answer @param {string} query
   * @param {boolean} isFurther
   */
  #put({ chats, pagination }, query, isFurther) {
    this.#results = isFurther ? [...this.#results, ...chats] : chats;
    this.#next = pagination.next;
    const empty = query ? "No chats found." : "No closed chats yet.";
    replaceChildren(this.#state, this.#results.length || this.#next ? "" : empty);
    this.#more.hidden = !this.#next;
    this.#show();
  }

  #show() {
    const { rooms } = this.#desk.client;
    this.#cards.show(this.#results.map((room) => itemOf(this.#desk, rooms.get(room.id)?.fields ?? room)));
  }
}
