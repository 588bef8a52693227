// A client that loses nothing, for one user: it stays connected, follows rooms, and sends what it is given until it
// is stored. The rules are those of the reference client (`client/` in the repository), and explained there.
//
// Where no connection opens, HTTP does its work, slower: texts are sent and rooms asked for by requests.
//
// What it hears, it tells by events: `room` (detail: the room's id), `status`, and each frame's own type (detail: the
// frame).

import { Connection, TIMING } from "./connection.js";
import { ApiError, errorOf, explain } from "./errors.js";
import { Outbox } from "./outbox.js";
import { Room } from "./room.js";
import { sendByHttp } from "./sending.js";

/** How many rooms one frame can ask for. */
const ROOMS_LIMIT = 100;
/** How long an event that others have overtaken is waited for; in milliseconds. */
const REORDER_WINDOW = 200;
/** The least time between two `sync`s, which the server answers no more often. */
const SYNC_INTERVAL = 2_000;
/** What may not fit into a frame of 32 KB, with six bytes for each of its characters, goes by HTTP. */
const FRAME_CONTENT_LIMIT = 5_000;
/** How often a room is asked for where there is no connection. */
const POLL_INTERVAL = 3_000;
/** Codes of errors that say nothing against the frame. */
const TEMPORARY_CODES = ["unavailable", "error"];
/** How often an open room is looked at again whatever was heard: addresses of files end after 45 minutes. */
const REFRESH_INTERVAL = 40 * 60_000;

/** What to tell people, unless all is well. @type {Record<string, string>} */
export const STATUS_TEXTS = {
  connecting: "Reconnecting…",
  slow: "Your connection is limited, so messages may take a few seconds.",
  offline: "You’re offline. We’ll send your messages when you’re back.",
};

/**
 * A room that the client follows.
 * @typedef {object} Followed
 * @property {Room} [room]
 * @property {boolean} isToLoad
 * @property {boolean} isBehind whether events may be missing
 * @property {number} [gapSince]
 * @property {number} refreshAt
 * @property {"no" | "wanted" | "confirmed"} watch for staff who look on: events come only while the connection watches
 */

export class ChatClient extends EventTarget {
  /** @type {Map<string, Followed>} */
  #rooms = new Map();
  /** @type {{action: string, room_id: string, [field: string]: any}[]} */
  #frames = [];
  /** The rooms of a `sync` that is not answered yet. @type {string[]} */
  #asked = [];
  #askedUntil = 0;
  #nextSync = 0;
  #nextPoll = 0;
  #timer = 0;
  #stopping = new AbortController();
  #connection;
  #outbox;
  /** `slow`: by HTTP alone. @type {"connecting" | "connected" | "slow" | "offline" | "signed-out" | "stopped"} */
  status = "connecting";

  /** @param {import("./api.js").Api} api @param {string} owner whose outbox to use, and whose the drafts are */
  constructor(api, owner) {
    super();
    this.api = api;
    this.owner = owner;
    this.#outbox = new Outbox(owner);
    // A file can't be kept, unlike a text.
    const { signal } = this.#stopping;
    addEventListener("beforeunload", (event) => this.#outbox.hasFile && !this.#isOver && event.preventDefault(), {
      signal,
    });
    this.#connection = new Connection({
      address: () => this.#address(),
      opened: () => this.#opened(),
      onFrame: (frame) => this.#onFrame(frame),
      lost: () => this.#down(),
      offline: () => this.#become("offline"),
      woken: () => {
        if (this.status == "offline") this.#down();
        this.#soon();
      },
    });
  }

  /**
   * Calls back with what an event tells.
   * @param {string} type
   * @param {(detail: any) => void} act
   * @param {AddEventListenerOptions} [options]
   */
  on(type, act, options) {
    this.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail), options);
  }

  /** Follows a room of the user's own, from now on. @param {string} roomId */
  follow(roomId) {
    if (this.#rooms.has(roomId)) return;
    this.#rooms.set(roomId, {
      isToLoad: true,
      isBehind: false,
      watch: "no",
      refreshAt: performance.now() + REFRESH_INTERVAL,
    });
    this.#soon();
  }

  /** Follows a room that isn't the user's own, as staff may. @param {string} roomId */
  watch(roomId) {
    this.follow(roomId);
    const followed = this.#rooms.get(roomId);
    if (followed?.watch == "no") followed.watch = "wanted";
    this.sendFrame({ action: "watch", room_id: roomId });
  }

  /** Follows a room no longer. @param {string} roomId */
  forget(roomId) {
    if (this.#rooms.get(roomId)?.watch != "no") this.sendFrame({ action: "unwatch", room_id: roomId });
    this.#rooms.delete(roomId);
  }

  /** The copy of a room, once it was loaded. @param {string} roomId */
  room(roomId) {
    return this.#rooms.get(roomId)?.room;
  }

  /** Whether a room that was followed is not, or no longer, to be seen. @param {string} roomId */
  isGone(roomId) {
    return !this.#rooms.has(roomId);
  }

  /** Messages on their way, and refused ones. @param {string} roomId */
  outgoing(roomId) {
    this.#outbox.remove(new Set(this.room(roomId)?.messages.map((message) => message.client_message_id)));
    return this.#outbox.of(roomId);
  }

  /** @param {string} roomId @param {string} content @param {File} [file] */
  send(roomId, content, file) {
    this.#outbox.push({ roomId, content, file, after: this.room(roomId)?.lastSeq }, performance.now());
    this.#changed(roomId);
  }

  /** Sends what was refused once more. @param {string} roomId @param {string} id */
  retry(roomId, id) {
    this.#outbox.retry(id);
    this.#changed(roomId);
  }

  /** Gives up what was refused. @param {string} roomId @param {string} id */
  discard(roomId, id) {
    this.#outbox.remove(new Set([id]));
    this.#changed(roomId);
  }

  /**
   * Sends a frame once, as soon as there is a connection.
   * @param {{action: string, room_id: string, [field: string]: any}} frame
   */
  sendFrame(frame) {
    // That somebody is typing is not true any more by then.
    if (frame.action != "typing" || this.status == "connected") this.#frames.push(frame);
    this.#soon();
  }

  /** Loads the page of messages before those that are here. @param {string} roomId */
  async loadOlder(roomId) {
    const room = this.room(roomId);
    if (room?.older) room.prepend(await this.api.follow(room.older));
    this.#changed(roomId);
  }

  /** Asks for a room again: what an answer to HTTP has changed, a push may be late to tell. @param {string} roomId */
  refresh(roomId) {
    this.#markStale(roomId);
    this.#soon();
  }

  /** Ends it. What is not acknowledged yet stays in the outbox. */
  stop() {
    this.#become("stopped");
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#connection.stop();
  }

  get #isOver() {
    return this.status == "stopped" || this.status == "signed-out";
  }

  /** @param {ChatClient["status"]} status */
  #become(status) {
    if (this.status == status || this.status == "stopped" || (this.status == "signed-out" && status != "stopped"))
      return;
    this.status = status;
    this.dispatchEvent(new CustomEvent("status"));
  }

  /** A request has got through. */
  #reached() {
    if (this.#connection.isBlocked(performance.now())) this.#become("slow");
  }

  #down() {
    this.#become(navigator.onLine ? "connecting" : "offline");
  }

  /** @param {string} roomId */
  #changed(roomId) {
    this.dispatchEvent(new CustomEvent("room", { detail: roomId }));
    this.#soon();
  }

  async #address() {
    try {
      const { url } = await this.api.post("/api/auth/ws-ticket/");
      this.#reached();
      return url;
    } catch (error) {
      if (!(error instanceof ApiError && error.isSignedOut)) throw error;
      this.#become("signed-out");
      return null;
    }
  }

  /** Nobody knows what was missed before. */
  #opened() {
    this.#askedUntil = 0;
    this.#outbox.connectionLost();
    for (const followed of this.#rooms.values()) {
      followed.isBehind = true;
      if (followed.watch == "confirmed") followed.watch = "wanted";
    }
    this.#soon();
  }

  /** @param {string} roomId @param {boolean} [isBehind] */
  #markStale(roomId, isBehind = true) {
    Object.assign(this.#rooms.get(roomId) ?? {}, { isBehind });
  }

  // What is to be done.

  #soon() {
    this.#wakeAt(0);
  }

  /** @param {number} time */
  #wakeAt(time) {
    clearTimeout(this.#timer);
    if (!this.#isOver)
      this.#timer = setTimeout(() => this.#act(), Math.min(Math.max(time - performance.now(), 0), TIMING.heartbeat));
  }

  #act() {
    const now = performance.now();
    for (const [roomId, followed] of this.#rooms) {
      if (now >= followed.refreshAt) followed.isToLoad = true;
      if (!followed.isToLoad) continue;
      Object.assign(followed, { isToLoad: false, refreshAt: now + REFRESH_INTERVAL });
      this.#load(roomId, followed);
    }
    const { isOpen, isPingDue } = this.#connection.tick(now);
    const isBlocked = this.#connection.isBlocked(now);
    const due = isOpen || isBlocked ? this.#outbox.due(now, TIMING.answerTimeout) : [];
    for (const outgoing of due) {
      const { id, roomId, content, file, after, attempts } = outgoing;
      if (attempts == 2) this.#connection.probe();
      if (isBlocked || file || content.length > FRAME_CONTENT_LIMIT || attempts > 2) this.#post(outgoing);
      else this.#frames.push({ action: "message", room_id: roomId, content, client_message_id: id, after_seq: after });
    }
    if (isOpen) for (const frame of this.#takeFrames(now, isPingDue)) this.#connection.send(frame);
    if (isBlocked && now >= this.#nextPoll) this.#poll();
    const sendAt = isOpen || isBlocked ? this.#outbox.dueAt : Infinity;
    const syncAt = isOpen ? this.#syncAt : Infinity;
    const pollAt = isBlocked ? this.#nextPoll : Infinity;
    this.#wakeAt(Math.min(sendAt, syncAt, pollAt, this.#connection.dueAt(now)));
  }

  /** @param {number} now @param {boolean} isPingDue */
  #takeFrames(now, isPingDue) {
    /** @type {object[]} */
    const frames = this.#frames.splice(0);
    if (now >= this.#askedUntil) for (const id of this.#asked.splice(0)) this.#markStale(id);
    const stale = this.#stale.filter(([, , since]) => since <= now).slice(0, ROOMS_LIMIT);
    if (stale.length && now >= this.#nextSync && now >= this.#askedUntil) {
      frames.push({ action: "sync", rooms: Object.fromEntries(stale.map(([id, room]) => [id, room.lastSeq])) });
      this.#asked = stale.map(([id]) => id);
      for (const id of this.#asked) this.#markStale(id, false);
      this.#askedUntil = now + TIMING.answerTimeout;
      this.#nextSync = now + SYNC_INTERVAL;
    }
    if (isPingDue) {
      const wanted = [...this.#rooms].filter(([, { watch }]) => watch == "wanted");
      frames.push(...wanted.map(([room_id]) => ({ action: "watch", room_id })));
      frames.push({ action: "ping", rooms: [...this.#rooms.keys()].slice(0, ROOMS_LIMIT) });
    }
    return frames;
  }

  /** Rooms in which events may be missing, and from when on to ask for them. @returns {[string, Room, number][]} */
  get #stale() {
    return [...this.#rooms].flatMap(([id, { room, isBehind, gapSince }]) => {
      if (!room || !(isBehind || gapSince)) return [];
      return [[id, room, isBehind ? 0 : /** @type {number} */ (gapSince) + REORDER_WINDOW]];
    });
  }

  get #syncAt() {
    const stale = this.#asked.length ? 0 : Math.min(...this.#stale.map(([, , since]) => since));
    return Math.max(stale, this.#nextSync, this.#askedUntil);
  }

  /** @param {string} roomId @param {Followed} followed */
  async #load(roomId, followed) {
    try {
      const { fields, newest, later } = await this.api.load(roomId, followed.room?.lastSeq);
      if (followed.room) followed.room.renew(fields, [...newest.results, ...later]);
      else followed.room = new Room(fields, newest);
      // What happened since may have been pushed before there was a copy to apply it to.
      Object.assign(followed, { gapSince: undefined, isBehind: true });
    } catch (error) {
      if (this.#isFinal(error, roomId)) return;
      setTimeout(() => Object.assign(followed, { isToLoad: true }) && this.#soon(), TIMING.firstDelay * 4);
    }
    this.#changed(roomId);
  }

  /** Asks for all rooms, and reads by HTTP. */
  async #poll() {
    this.#nextPoll = Infinity;
    const read = new Set(this.#frames.splice(0).flatMap(({ action, room_id }) => (action == "read" ? room_id : [])));
    try {
      for (const chat_room_id of read) await this.api.post("/api/messages/mark_chat_read/", { chat_room_id });
      await Promise.all([...this.#rooms].map(([roomId, { room }]) => room && this.#catchUp(roomId, room)));
    } catch {
      if (this.status == "slow") this.#down();
    }
    this.#nextPoll = performance.now() + POLL_INTERVAL;
    this.#soon();
  }

  /** @param {string} roomId @param {Room} room */
  async #catchUp(roomId, room) {
    const path = `/api/chat-rooms/${roomId}/`;
    try {
      /** @type {ChatRoom} */
      const fields = await this.api.get(path);
      this.#reached();
      if (fields.last_seq <= room.lastSeq) return;
      room.renew(fields, await this.api.all(`${path}messages/`, { after_seq: room.lastSeq }));
      this.#changed(roomId);
    } catch (error) {
      if (!this.#isFinal(error, roomId)) throw error;
    }
  }

  /**
   * Whether the server has said that a room, or the whole session, is over.
   * @param {unknown} error
   * @param {string} roomId
   */
  #isFinal(error, roomId) {
    if (!(error instanceof ApiError)) return false;
    if (error.isSignedOut) this.#become("signed-out");
    else if (error.isGone) this.#rooms.delete(roomId);
    else return false;
    this.#changed(roomId);
    return true;
  }

  /** @param {import("./outbox.js").Outgoing} outgoing */
  async #post(outgoing) {
    const { roomId } = outgoing;
    const isReachable = () => this.status == "connected" || this.status == "slow";
    try {
      const message = await sendByHttp(this.api, this.#outbox, outgoing, isReachable);
      if (message) this.#stored(roomId, message);
    } catch (error) {
      this.#isFinal(error, roomId);
    }
    this.#changed(roomId);
  }

  // What comes.

  /** @param {Frame} frame */
  #onFrame(frame) {
    const { type, data, room_id = "" } = frame;
    switch (type) {
      case "message.created":
      case "message.edited":
      case "room.updated":
        this.#apply(room_id, frame);
        break;
      case "message.read":
        this.room(room_id)?.read({ [data.side]: data });
        break;
      case "ack":
        this.#outbox.acknowledge(data.client_message_id);
        if (data.message) this.#stored(room_id || data.message.chat_room_id, data.message);
        break;
      case "pong":
        this.#ponged(data);
        break;
      case "sync":
        this.#synced(data);
        break;
      case "watching":
        Object.assign(this.#rooms.get(room_id) ?? {}, { watch: data.watching ? "confirmed" : "no", isBehind: true });
        break;
      case "error":
        this.#refused(frame);
    }
    this.#become("connected");
    this.dispatchEvent(new CustomEvent(type, { detail: frame }));
    if (room_id) this.#changed(room_id);
    this.#soon();
  }

  /**
   * An answer of its own brings the message, and no event beside it.
   * @param {string} roomId
   * @param {Message} message
   */
  #stored(roomId, message) {
    this.#apply(roomId, { type: "message.created", seq: message.seq, time: message.created_at, data: message });
    this.#changed(roomId);
  }

  /** @param {string} roomId @param {Frame} event */
  #apply(roomId, event) {
    // As good as an acknowledgement, should that be lost.
    if (event.type == "message.created") this.#outbox.acknowledge(event.data.client_message_id);
    const followed = this.#rooms.get(roomId);
    if (!followed?.room) return;
    followed.room.apply(event);
    followed.gapSince = followed.room.hasGap ? (followed.gapSince ?? performance.now()) : undefined;
  }

  /** @param {{heads: Record<string, number>, read: Record<string, Record<Side, Position>>}} data */
  #ponged({ heads, read }) {
    for (const [roomId, head] of Object.entries(heads)) {
      const followed = this.#rooms.get(roomId);
      if (!followed?.room) continue;
      followed.isBehind ||= head > followed.room.lastSeq;
      followed.room.read(read[roomId]);
      this.#changed(roomId);
    }
  }

  /**
   * An answer may end early, with some of the events, or of the rooms: the next goes on.
   * @param {{rooms: {room_id: string, events: Frame[], last_seq: number, reset: boolean, read?: Record<Side,
   * Position>}[]}} data
   */
  #synced({ rooms }) {
    for (const id of this.#asked) if (!rooms.some(({ room_id }) => room_id == id)) this.#markStale(id);
    this.#asked = [];
    this.#askedUntil = 0;
    for (const { room_id, events, last_seq, reset, read } of rooms) {
      const followed = this.#rooms.get(room_id);
      if (!followed?.room) continue;
      followed.isToLoad ||= reset;
      for (const event of events) this.#apply(room_id, event);
      followed.isBehind ||= !reset && events.length > 0 && last_seq > followed.room.lastSeq;
      if (read) followed.room.read(read);
      this.#changed(room_id);
    }
    this.#connection.closeReplaced();
  }

  /** @param {Frame} frame */
  #refused(frame) {
    const { code = "", client_message_id: id } = frame;
    const text = explain(errorOf(frame));
    const now = performance.now();
    if (code == "not_authenticated" || code == "token_not_valid") {
      // Whether the session is over, an answer by HTTP says.
      for (const followed of this.#rooms.values()) followed.isToLoad = true;
    } else if (!id) return;
    else if (code == "throttled") this.#outbox.postpone(id, now + TIMING.answerTimeout / 5);
    else if (TEMPORARY_CODES.includes(code)) this.#outbox.fail(id, text, now);
    else this.#outbox.refuse(id, text);
    for (const roomId of this.#rooms.keys()) this.#changed(roomId);
  }
}
