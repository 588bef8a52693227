// All chats that staff may see, the newest first, and those among them that are searched for: a page at a time, and
// none before it is asked for.

import { PAGE_SIZE } from "./room-pages.js";

/** @typedef {import("./filters.js").Filter} Filter */

export class AllRooms {
  #api;
  #changed;
  /** URL of the next page. @type {string | null} */
  #next = null;
  /** Number of the latest load: answers to earlier ones are dropped. */
  #turn = 0;
  /** @type {ChatRoom[]} */
  rooms = [];
  /** @type {import("./room-panel.js").State} */
  state = { isLoaded: false, error: null };

  /** @param {import("../client/api.js").Api} api @param {() => void} changed */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  get hasMore() {
    return this.#next != null;
  }

  /** Loads the first page. @param {string} search @param {Filter} filter */
  load(search, { priority, tag, agentId, from, to }) {
    const agent_id = agentId ? Number(agentId) : null;
    const query = { search, priority, tag, agent_id, from, to, page_size: PAGE_SIZE };
    return this.#take([], () => this.#api.get("/api/chat-rooms/filtered_chats/", query));
  }

  /** Loads the next page. */
  async loadMore() {
    const next = this.#next;
    if (next) await this.#take(this.rooms, () => this.#api.follow(next));
  }

  /** Shows a room as it is by now, if it is shown. @param {ChatRoom} room */
  replace(room) {
    this.rooms = this.rooms.map((known) => (known.id == room.id ? room : known));
  }

  /** Forgets what was loaded for another search. */
  clear() {
    this.#turn += 1;
    this.rooms = [];
    this.#next = null;
    this.state = { isLoaded: false, error: null };
  }

  /** @param {ChatRoom[]} before @param {() => Promise<{chats: ChatRoom[], pagination: {next: string | null}}>} ask */
  async #take(before, ask) {
    const turn = ++this.#turn;
    try {
      const { chats, pagination } = await ask();
      if (turn != this.#turn) return;
      this.rooms = [...before, ...chats];
      this.#next = pagination.next;
      this.state = { isLoaded: true, error: null };
    } catch (error) {
      if (turn == this.#turn) this.state = { ...this.state, error };
    }
    this.#changed();
  }
}
