// State of an agent's desk: the queue, the agent's own rooms, the open room, and presence. Pushes are hints, so the
// lists are loaded again after each connect, and now and then. Without a connection they are loaded all the time, and
// the event `poll` lets others do the same.

import { ApiError } from "../client/api.js";
import { report } from "../shared/toast.js";
import { PRIORITIES } from "../shared/names.js";

/** Largest age of the lists, with a connection and without one, in milliseconds. */
const REFRESH_INTERVAL = 60_000;
const POLL_INTERVAL = 6_000;
/** Pause before a list that failed is loaded again, in milliseconds. */
const RETRY_DELAY = 10_000;
/** Number of shown rooms of the queue. */
const MAX_WAITING = 50;

/** @typedef {"waiting" | "mine"} ListName */
/** @typedef {{isLoaded: boolean, error: unknown}} ListState */

export class Desk extends EventTarget {
  /** @type {Map<string, ChatRoom>} */
  #waiting = new Map();
  /**
   * The agent's active rooms as the lists had them; the client's copies are newer, once they are loaded.
   * @type {Map<string, ChatRoom>}
   */
  #mine = new Map();
  /** By user. @type {Map<number, boolean>} */
  #presence = new Map();
  #loadedAt = -Infinity;
  /** For each load of the queue that is under way, the rooms that were placed meanwhile. @type {Set<Set<string>>} */
  #placedMeanwhile = new Set();
  #retryTimer = 0;
  #wasDown = false;
  /** Each list by itself: one that fails doesn't hide the other. @type {Record<ListName, ListState>} */
  lists = { waiting: { isLoaded: false, error: null }, mine: { isLoaded: false, error: null } };
  /** `true` if the queue is longer than its loaded page. */
  hasMoreWaiting = false;
  /** @type {string | null} */
  openId = null;

  /**
   * @param {import("../client/api.js").Api} api
   * @param {import("../client/staff-client.js").StaffClient} client
   * @param {User} user @param {StaffAgent | null} agent
   */
  constructor(api, client, user, agent) {
    super();
    this.api = api;
    this.client = client;
    this.user = user;
    this.agent = agent;
    client.on("room", () => this.#changed());
    client.on("room.created", ({ data }) => this.#place(data));
    client.on("room.updated", (frame) => this.#updated(frame));
    client.on("message.created", ({ room_id = "", data }) => this.#written(room_id, data));
    client.on("pong", ({ data }) => this.#ponged(data.heads));
    client.on("presence", ({ data }) => {
      this.#presence.set(data.user_id, data.is_online);
      this.#changed();
    });
    client.on("notification.created", ({ data }) => this.#notified(data));
    client.on("status", () => (client.status == "online" || client.status == "polling") && this.load());
    setInterval(() => document.hidden || this.load(), REFRESH_INTERVAL);
    setInterval(() => this.#tick(), POLL_INTERVAL);
    const isOld = () => performance.now() - this.#loadedAt >= REFRESH_INTERVAL;
    document.addEventListener("visibilitychange", () => !document.hidden && isOld() && this.load());
  }

  /** The most urgent first, then the oldest. */
  get waiting() {
    return [...this.#waiting.values()].sort((one, other) => {
      return (
        PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority) ||
        one.created_at.localeCompare(other.created_at)
      );
    });
  }

  /** Number of waiting rooms, as far as it is known. */
  get waitingCount() {
    return `${this.#waiting.size}${this.hasMoreWaiting ? "+" : ""}`;
  }

  /** The agent's active rooms, the one that was taken last first: no message changes their order. */
  get mine() {
    const rooms = [...this.#mine.values()].map((told) => {
      const room = this.client.rooms.get(told.id);
      return { fields: room?.fields ?? told, unread: room?.fields ? room.unread("agent") : told.unread_messages_count };
    });
    const since = (/** @type {{fields: ChatRoom}} */ { fields }) => fields.assigned_at ?? fields.created_at;
    return rooms.sort((one, other) => since(other).localeCompare(since(one)));
  }

  get unread() {
    return this.mine.reduce((sum, { unread }) => sum + unread, 0);
  }

  /** @param {Pick<ChatRoom, "agent">} room */
  isMine(room) {
    return room.agent != null && room.agent.id == this.agent?.id;
  }

  /** `true` if a room's customer is online. @param {ChatRoom} room */
  isPresent({ chat_user }) {
    return chat_user != null && (this.#presence.get(chat_user.user.id) ?? chat_user.is_online);
  }

  /** @param {string | null} roomId */
  open(roomId) {
    if (roomId == this.openId) return;
    if (this.openId && !this.#mine.has(this.openId)) this.client.forget(this.openId);
    this.openId = roomId;
    if (roomId && !this.#mine.has(roomId)) this.client.watch(roomId);
    if (location.hash.slice(1) != (roomId ?? "")) location.hash = roomId ?? "";
    this.#changed();
  }

  /** Asks for a list, or for both. What can't be reached now is asked for later. @param {ListName} [name] */
  async load(name) {
    clearTimeout(this.#retryTimer);
    if (!name) this.#loadedAt = performance.now();
    const loads = { waiting: () => this.#loadWaiting(), mine: () => this.#loadMine() };
    await Promise.all(
      (name ? [name] : /** @type {ListName[]} */ (["waiting", "mine"])).map((list) => this.#settle(list, loads[list])),
    );
    if (Object.values(this.lists).some(({ error }) => error instanceof ApiError && error.isTemporary)) this.#loadSoon();
  }

  /** Loads the lists if there is no connection for the second time in a row: it may be blocked. */
  #tick() {
    const isDown = this.client.status == "polling" || this.client.status == "connecting";
    if (isDown && this.#wasDown) {
      this.load();
      this.dispatchEvent(new CustomEvent("poll"));
    }
    this.#wasDown = isDown;
  }

  /** @param {ListName} name @param {() => Promise<void>} load */
  async #settle(name, load) {
    try {
      await load();
      this.lists[name] = { isLoaded: true, error: null };
    } catch (error) {
      this.lists[name].error = error;
    }
    this.#changed();
  }

  async #loadWaiting() {
    const placed = new Set();
    this.#placedMeanwhile.add(placed);
    try {
      const { chats, isWhole } = await this.#chats("waiting_chats", MAX_WAITING);
      const waiting = new Map(chats.map((room) => [room.id, room]));
      // Of these, pushes have told more since than the answer may know.
      for (const id of placed) {
        const room = this.#waiting.get(id);
        if (room) waiting.set(id, room);
        else waiting.delete(id);
      }
      this.#waiting = waiting;
      this.hasMoreWaiting = !isWhole;
    } finally {
      this.#placedMeanwhile.delete(placed);
    }
  }

  async #loadMine() {
    const { chats } = await this.#chats("my_chats", Infinity);
    const ids = new Set(chats.map(({ id }) => id));
    for (const room of chats) this.#adopt(room);
    for (const id of this.#mine.keys()) {
      if (ids.has(id)) continue;
      const room = this.client.rooms.get(id);
      if (room?.fields) room.refresh();
      else this.#mine.delete(id);
    }
  }

  /**
   * A list of the desk: a page of long messages ends early, and goes on by `next`.
   * @param {string} path @param {number} count how many to ask for
   */
  async #chats(path, count) {
    /** @type {ChatRoom[]} */
    const chats = [];
    let page = await this.api.get(`/api/chat-rooms/${path}/`, { page_size: 50 });
    chats.push(...page.chats);
    while (page.pagination.next && chats.length < count) {
      page = await this.api.follow(page.pagination.next);
      chats.push(...page.chats);
    }
    return { chats, isWhole: !page.pagination.next };
  }

  #loadSoon() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.load(), RETRY_DELAY);
  }

  /**
   * Does something to a room: its answer is the room as it is then.
   * @param {string} roomId @param {string} verb the end of the address @param {object} [body]
   */
  async act(roomId, verb, body) {
    this.#place(await this.api.post(`/api/chat-rooms/${roomId}/${verb}/`, body));
    this.client.rooms.get(roomId)?.refresh();
  }

  /** @param {ChatRoom} room */
  #adopt(room) {
    this.#mine.set(room.id, room);
    this.client.follow(room.id);
  }

  /** Puts a room where it belongs now. @param {ChatRoom} room */
  #place(room) {
    for (const placed of this.#placedMeanwhile) placed.add(room.id);
    if (room.status == "waiting") this.#waiting.set(room.id, room);
    else this.#waiting.delete(room.id);
    if (room.status == "active" && this.isMine(room)) this.#adopt(room);
    else if (this.#mine.delete(room.id) && room.id != this.openId) this.client.forget(room.id);
    else if (room.id == this.openId) this.client.watch(room.id);
    this.#changed();
  }

  /** @param {FrameOf<"room.updated">} frame */
  #updated({ room_id = "", data }) {
    const known = this.client.rooms.get(room_id)?.fields ?? this.#waiting.get(room_id);
    // An event that others have overtaken says nothing new.
    if (known) this.#place(data.room.last_seq < known.last_seq ? known : { ...known, ...data.room });
    // A room that came back into the queue, or to this agent, and is not known here.
    else if (data.change == "reopened" || data.room.status == "waiting" || this.isMine(data.room)) this.#fetch(room_id);
  }

  /** @param {string} roomId @param {Message} message */
  #written(roomId, message) {
    const waiting = this.#waiting.get(roomId);
    if (waiting) this.#waiting.set(roomId, { ...waiting, last_message: message });
    else if (!this.client.rooms.get(roomId)?.fields) this.#fetch(roomId);
  }

  /** The agent's open rooms, also one whose push was lost. @param {Record<string, number>} heads */
  #ponged(heads) {
    for (const roomId of Object.keys(heads)) if (!this.client.rooms.has(roomId)) this.#fetch(roomId);
  }

  /** @param {ChatNotification} notification */
  #notified({ notification_type, chat_room_id }) {
    if (notification_type == "agent_assigned" || notification_type == "chat_transferred") this.#fetch(chat_room_id);
  }

  /** @param {string} roomId */
  async #fetch(roomId) {
    try {
      this.#place(await this.api.get(`/api/chat-rooms/${roomId}/`));
    } catch (error) {
      if (error instanceof ApiError && error.isTemporary) this.#loadSoon();
      // A room that the agent may not see is not an error.
      else if (!(error instanceof ApiError && error.isGone)) report(error);
    }
  }

  #changed() {
    for (const id of this.#mine.keys()) {
      const room = this.client.rooms.get(id)?.fields;
      if (room && !(room.status == "active" && this.isMine(room))) this.#place(room);
    }
    this.dispatchEvent(new CustomEvent("change"));
  }
}
