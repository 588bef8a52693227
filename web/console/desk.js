// What an agent's desk knows: the queue, the agent's own rooms, which one is open, and who is online. Pushes are hints, so
// the lists are asked for again after each connect, and now and then.

import { ApiError } from "../shared/api.js";

/** How old the lists may get, in milliseconds. */
const REFRESH = 60_000;
/** The most pressing first. @type {Priority[]} */
export const PRIORITIES = ["urgent", "high", "medium", "low"];

export class Desk extends EventTarget {
  /** @type {Map<string, ChatRoom>} */
  #waiting = new Map();
  /** @type {Set<string>} */
  #mine = new Set();
  /** By user. @type {Map<number, boolean>} */
  #presence = new Map();
  #loadedAt = 0;
  /** Whether the lists are there. */
  isLoaded = false;
  /** Whether the queue is longer than the page of it that is here. */
  hasMoreWaiting = false;
  /** @type {string | null} */
  openId = null;

  /**
   * @param {import("../shared/api.js").Api} api
   * @param {import("../shared/client.js").ChatClient} client
   * @param {User} user @param {Agent | null} agent
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
    client.on("presence", ({ data }) => (this.#presence.set(data.user_id, data.is_online), this.#changed()));
    client.on("notification.created", ({ data }) => this.#notified(data));
    client.on("status", () => client.status == "connected" && this.load());
    setInterval(() => document.hidden || this.load(), REFRESH);
    document.addEventListener("visibilitychange", () => document.hidden || Date.now() - this.#loadedAt < REFRESH || this.load());
  }

  /** The most urgent first, then the oldest. */
  get waiting() {
    return [...this.#waiting.values()].sort((one, other) => {
      return PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority) || one.created_at.localeCompare(other.created_at);
    });
  }

  /** The agent's active rooms, the latest word first. */
  get mine() {
    const rooms = [...this.#mine].flatMap((id) => this.client.room(id) ?? []);
    const latest = (/** @type {import("../shared/room.js").Room} */ { fields }) => fields.last_message?.created_at ?? fields.created_at;
    return rooms.sort((one, other) => latest(other).localeCompare(latest(one)));
  }

  get unread() {
    return this.mine.reduce((sum, room) => sum + room.unread("agent"), 0);
  }

  /** @param {ChatRoom} room */
  isMine(room) {
    return room.agent != null && room.agent.id == this.agent?.id;
  }

  /** Whether a room's customer is online. @param {ChatRoom} room */
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

  /** Asks for both lists. What can't be reached now is asked for later. */
  async load() {
    this.#loadedAt = Date.now();
    try {
      const [waiting, mine] = await Promise.all([this.api.get("/api/chat-rooms/waiting_chats/", { page_size: 50 }), this.api.get("/api/chat-rooms/my_chats/", { page_size: 50 })]);
      this.#waiting = new Map(waiting.chats.map((/** @type {ChatRoom} */ room) => [room.id, room]));
      this.hasMoreWaiting = waiting.pagination.has_next;
      for (const { id } of mine.chats) this.#adopt(id);
      for (const id of this.#mine) if (!mine.chats.some((/** @type {ChatRoom} */ room) => room.id == id)) this.client.refresh(id);
      this.isLoaded = true;
      this.#changed();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /**
   * Does something to the open room: its answer is the room as it is then.
   * @param {string} verb the end of the address @param {object} [body]
   */
  async act(verb, body) {
    const id = /** @type {string} */ (this.openId);
    this.#place(await this.api.post(`/api/chat-rooms/${id}/${verb}/`, body));
    this.client.refresh(id);
  }

  /** @param {string} roomId */
  #adopt(roomId) {
    this.#mine.add(roomId);
    this.client.follow(roomId);
  }

  /** Puts a room where it belongs now. @param {ChatRoom} room */
  #place(room) {
    if (room.status == "waiting") this.#waiting.set(room.id, room);
    else this.#waiting.delete(room.id);
    if (room.status == "active" && this.isMine(room)) this.#adopt(room.id);
    else if (this.#mine.delete(room.id) && room.id != this.openId) this.client.forget(room.id);
    else if (room.id == this.openId) this.client.watch(room.id);
    this.#changed();
  }

  /** @param {Frame} frame */
  #updated({ room_id = "", data }) {
    const known = this.client.room(room_id)?.fields ?? this.#waiting.get(room_id);
    // An event that others have overtaken says nothing new.
    if (known) this.#place(data.room.last_seq < known.last_seq ? known : { ...known, ...data.room });
    // A room that came back into the queue, or to this agent, and was never seen here.
    else if (data.room.status == "waiting" || this.isMine(data.room)) this.#fetch(room_id);
  }

  /** @param {string} roomId @param {Message} message */
  #written(roomId, message) {
    const waiting = this.#waiting.get(roomId);
    if (waiting) this.#waiting.set(roomId, { ...waiting, last_message: message });
    else if (!this.client.room(roomId)) this.#fetch(roomId);
  }

  /** The agent's open rooms, also one whose push was lost. @param {Record<string, number>} heads */
  #ponged(heads) {
    for (const roomId of Object.keys(heads)) if (!this.client.room(roomId) && this.client.isGone(roomId)) this.#fetch(roomId);
  }

  /** @param {Notification_} notification */
  #notified({ notification_type, chat_room_id }) {
    if (notification_type == "agent_assigned" || notification_type == "chat_transferred") this.#fetch(chat_room_id);
  }

  /** @param {string} roomId */
  async #fetch(roomId) {
    try {
      this.#place(await this.api.get(`/api/chat-rooms/${roomId}/`));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #changed() {
    for (const id of this.#mine) {
      const room = this.client.room(id)?.fields;
      if (room && !(room.status == "active" && this.isMine(room))) this.#place(room);
    }
    this.dispatchEvent(new CustomEvent("change"));
  }
}
