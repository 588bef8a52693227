// State of an agent's desk: the queue, the agent's own rooms, the open room, and presence. Whatever changes, `change`
// tells of; `opened`, that the agent has opened or taken a room; `poll` lets others ask for what no push brings, for want
// of a connection.

import { ApiError } from "../client/api.js";
import { report } from "../shared/toast.js";
import { ListLoader } from "./list-loader.js";
import { loadRooms } from "./room-pages.js";
import { WaitingRooms } from "./waiting-rooms.js";

export class Desk extends EventTarget {
  #waiting = new WaitingRooms();
  /**
   * The agent's active rooms as the lists had them; the client's copies are newer, once they are loaded.
   * @type {Map<string, ChatRoom>}
   */
  #mine = new Map();
  /**
   * `last_seq` of the newest state of each room that was told here, also of those that are in no list any more.
   * @type {Map<string, number>}
   */
  #told = new Map();
  /** By user. @type {Map<number, boolean>} */
  #presence = new Map();
  #loader;
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
    this.#loader = new ListLoader(
      client,
      { waiting: () => this.#waiting.load(api), mine: () => this.#loadMine() },
      () => this.#changed(),
      () => this.dispatchEvent(new CustomEvent("poll")),
    );
    client.on("room", () => this.#changed());
    client.on("room.created", ({ data }) => this.#arrived(data));
    client.on("room.updated", (frame) => this.#updated(frame));
    client.on("message.created", ({ room_id = "", data }) => this.#written(room_id, data));
    client.on("pong", ({ data }) => this.#ponged(data.heads));
    client.on("presence", ({ data }) => {
      this.#presence.set(data.user_id, data.is_online);
      this.#changed();
    });
    client.on("notification.created", ({ data }) => this.#notified(data));
  }

  get waiting() {
    return this.#waiting.inOrder;
  }

  get waitingCount() {
    return this.#waiting.count;
  }

  get hasMoreWaiting() {
    return this.#waiting.hasMore;
  }

  get lists() {
    return this.#loader.states;
  }

  /** @param {import("./list-loader.js").ListName} [name] both without it */
  load(name) {
    return this.#loader.load(name);
  }

  /** The agent's active rooms, the one that was taken last first: no message changes their order. */
  get mine() {
    const since = (/** @type {ChatRoom} */ { assigned_at, created_at }) => assigned_at ?? created_at;
    const rooms = [...this.#mine.values()].map((told) => this.latest(told));
    return rooms.sort((one, other) => since(other).localeCompare(since(one)));
  }

  /** Number of unread messages in all the agent's rooms. */
  get unread() {
    return [...this.#mine.values()].reduce((sum, room) => sum + this.unreadIn(room), 0);
  }

  /** Number of a room's unread messages; only who has it reads it. @param {ChatRoom} told */
  unreadIn(told) {
    if (!this.#mine.has(told.id)) return 0;
    const room = this.client.rooms.get(told.id);
    return room?.fields ? room.unread("agent") : told.unread_messages_count;
  }

  /** The newest copy of a room that is known here. @param {ChatRoom} told */
  latest(told) {
    const { id } = told;
    const copies = [this.client.rooms.get(id)?.fields, this.#waiting.get(id), this.#mine.get(id), told];
    const known = copies.filter((copy) => copy != null);
    return known.reduce((newest, copy) => (copy.last_seq > newest.last_seq ? copy : newest));
  }

  /** The open room, once it is known. */
  get openRoom() {
    const room = this.openId ? this.client.rooms.get(this.openId)?.fields : null;
    return room ? this.latest(room) : null;
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
    this.dispatchEvent(new CustomEvent("opened"));
    this.#changed();
  }

  async #loadMine() {
    const { rooms } = await loadRooms(this.api, "my_chats", Infinity);
    const ids = new Set(rooms.map(({ id }) => id));
    for (const room of rooms) this.#adopt(room);
    for (const id of this.#mine.keys()) {
      if (ids.has(id)) continue;
      const room = this.client.rooms.get(id);
      if (room?.fields) room.refresh();
      else this.#mine.delete(id);
    }
  }

  /**
   * Does something to a room: its answer is the room as it is then.
   * @param {string} roomId
   * @param {"assign_agent" | "close" | "reopen" | "resolve" | "take_chat" | "transfer_chat" | "unassign_agent"} verb
   * @param {import("../client/types.js").Assignee & {note?: string}} [body]
   * @returns {Promise<ChatRoom>}
   */
  async act(roomId, verb, body) {
    const room = await this.api.post(`/api/chat-rooms/${roomId}/${verb}/`, body);
    this.#place(room);
    if (verb == "take_chat" && roomId == this.openId) this.dispatchEvent(new CustomEvent("opened"));
    this.client.rooms.get(roomId)?.refresh();
    return room;
  }

  /** Leaves a room, with the last message of its customer unread. @param {string} roomId */
  async markUnread(roomId) {
    const { messages = [] } = this.client.rooms.get(roomId) ?? {};
    const last = messages.findLast(({ sender_type }) => sender_type == "user");
    // Whatever is shown is read.
    if (roomId == this.openId) this.open(null);
    if (last) await this.api.post(`/api/messages/${last.id}/mark_unread/`);
    this.client.rooms.get(roomId)?.refresh();
  }

  /** Adds tags to those that a room has by now. @param {string} roomId @param {string[]} added @returns {Promise<ChatRoom>} */
  async tag(roomId, added) {
    /** @type {RoomPath} */
    const path = `/api/chat-rooms/${roomId}/`;
    const { tags } = await this.api.get(path);
    const room = await this.api.request("PATCH", path, { tags: [...new Set([...tags, ...added])] });
    this.#place(room);
    this.client.rooms.get(roomId)?.refresh();
    return room;
  }

  /** @param {ChatRoom} room */
  #adopt(room) {
    this.#mine.set(room.id, room);
    this.client.follow(room.id);
  }

  /** Places a copy of a room, unless a newer one, or a later change, is known by now. @param {ChatRoom} room */
  #arrived(room) {
    const newest = Math.max(this.#told.get(room.id) ?? 0, this.latest(room).last_seq);
    if (room.last_seq >= newest) this.#place(room);
  }

  /** Notes how far a room's state is known. @param {string} roomId @param {number} seq */
  #note(roomId, seq) {
    this.#told.set(roomId, Math.max(this.#told.get(roomId) ?? 0, seq));
  }

  /** Puts a room where it belongs now. @param {ChatRoom} room */
  #place(room) {
    this.#note(room.id, room.last_seq);
    this.#waiting.place(room);
    if (room.status == "active" && this.isMine(room)) this.#adopt(room);
    else if (this.#mine.delete(room.id) && room.id != this.openId) this.client.forget(room.id);
    else if (room.id == this.openId) this.client.watch(room.id);
    this.#changed();
  }

  /** @param {FrameOf<"room.updated">} frame */
  #updated({ room_id, data }) {
    this.#note(room_id, data.room.last_seq);
    const known = this.client.rooms.get(room_id)?.fields ?? this.#waiting.get(room_id);
    // An event that others have overtaken says nothing new.
    // Perhaps its visitor has said who they are, which no event tells.
    if (data.change == "edited" && this.#waiting.get(room_id)) this.#fetch(room_id);
    if (known) this.#place(data.room.last_seq < known.last_seq ? known : { ...known, ...data.room });
    // A room that came back into the queue, or to this agent, and is not known here.
    else if (data.change == "reopened" || data.room.status == "waiting" || this.isMine(data.room)) this.#fetch(room_id);
  }

  /** @param {string} roomId @param {Message} message */
  #written(roomId, message) {
    const waiting = this.#waiting.get(roomId);
    if (waiting) this.#waiting.written(waiting, message);
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
      this.#arrived(await this.api.get(`/api/chat-rooms/${roomId}/`));
    } catch (error) {
      if (error instanceof ApiError && error.isTemporary) this.#loader.loadSoon();
      // A room that the agent may not see is not an error.
      else if (!(error instanceof ApiError && error.isGone)) report(error);
    }
  }

  #changed() {
    for (const told of this.#mine.values()) {
      const room = this.latest(told);
      if (room.status != "active" || !this.isMine(room)) this.#place(room);
    }
    this.dispatchEvent(new CustomEvent("change"));
  }
}
