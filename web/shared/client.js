// A client that loses nothing, for one user: it stays connected, follows rooms, and sends messages until they are
// stored. The rules are those of the reference client (`client/` in the repository), and explained there.
//
// Where no connection opens, HTTP does its work, slower: texts are sent and rooms asked for by requests.

import { ChatState, ROOMS_LIMIT } from "./chat-state.js";
import { Connection, TIMING } from "./connection.js";
import { ApiError } from "./errors.js";
import { sendByHttp } from "./http-sender.js";
import { Outbox } from "./outbox.js";

/** Longest text for a frame, in characters: with six bytes for each, a longer one may exceed the limit of 32 KB. */
const FRAME_CONTENT_LIMIT = 5_000;
/** Time between two requests for a room where there is no connection, in milliseconds. */
const POLL_INTERVAL = 3_000;
/** Age at which a copy is loaded anew in any case, in milliseconds: addresses of files expire after 45 minutes. */
const REFRESH_INTERVAL = 40 * 60_000;

/** @typedef {import("./chat-state.js").FollowedRoom} FollowedRoom */

/** Texts for people, unless all is well. @type {Record<string, string>} */
export const STATUS_TEXTS = {
  connecting: "Reconnecting…",
  slow: "Your connection is limited, so messages may take a few seconds.",
  offline: "You’re offline. We’ll send your messages when you’re back.",
};

export class ChatClient extends EventTarget {
  /** @type {OutgoingFrame[]} */
  #frames = [];
  #nextPoll = 0;
  #timer = 0;
  #stopping = new AbortController();
  #outbox;
  #state;
  #connection;
  /** `slow`: by HTTP alone. @type {"connecting" | "connected" | "slow" | "offline" | "signed-out" | "stopped"} */
  status = "connecting";

  /** @param {import("./api.js").Api} api @param {string} owner name of the outbox and the drafts */
  constructor(api, owner) {
    super();
    this.api = api;
    this.owner = owner;
    this.#outbox = new Outbox(owner);
    this.#state = new ChatState(this.#outbox);
    // A file, unlike a text, doesn't outlive the page.
    const onUnload = (/** @type {Event} */ event) => {
      if (this.#outbox.hasFile && !this.#isOver) event.preventDefault();
    };
    addEventListener("beforeunload", onUnload, { signal: this.#stopping.signal });
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
   * Calls back with the detail of each event of a type.
   * @template {keyof Events} K
   * @param {K} type
   * @param {(detail: Events[K]) => void} act
   * @param {AddEventListenerOptions} [options]
   */
  on(type, act, options) {
    this.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail), options);
  }

  /** Follows a room from now on. @param {string} roomId */
  follow(roomId) {
    this.#state.follow(roomId);
    this.#soon();
  }

  /** Follows a room no longer. @param {string} roomId */
  forget(roomId) {
    this.#state.rooms.delete(roomId);
  }

  /** Frames of a heartbeat. @returns {OutgoingFrame[]} */
  get heartbeat() {
    return [{ action: "ping", rooms: [...this.#state.rooms.keys()].slice(0, ROOMS_LIMIT) }];
  }

  /** The copy of a room, once it was loaded. @param {string} roomId */
  room(roomId) {
    return this.#state.rooms.get(roomId)?.room;
  }

  /** True for a room that was followed, and can't be seen (any longer). @param {string} roomId */
  isGone(roomId) {
    return !this.#state.rooms.has(roomId);
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

  /** Sends a refused message once more. @param {string} roomId @param {string} id */
  retry(roomId, id) {
    this.#outbox.retry(id);
    this.#changed(roomId);
  }

  /** Gives up a refused message. @param {string} roomId @param {string} id */
  discard(roomId, id) {
    this.#outbox.remove(new Set([id]));
    this.#changed(roomId);
  }

  /** Sends a frame once, as soon as there is a connection. @param {OutgoingFrame} frame */
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

  /** Asks for a room again: a push may be late to tell of a change by HTTP. @param {string} roomId */
  refresh(roomId) {
    const followed = this.#state.rooms.get(roomId);
    if (followed) followed.isBehind = true;
    this.#soon();
  }

  /** Ends it. Messages that are not acknowledged yet stay in the outbox. */
  stop() {
    this.#become("stopped");
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#connection.stop();
  }

  get #isOver() {
    return this.status == "stopped" || this.status == "signed-out";
  }

  /**
   * @template {keyof Events} K
   * @param {K} type @param {Events[K]} detail
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** @param {ChatClient["status"]} status */
  #become(status) {
    if (this.status == status || (this.#isOver && status != "stopped")) return;
    this.status = status;
    this.#emit("status", undefined);
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
    this.#emit("room", roomId);
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

  #opened() {
    this.#state.connected();
    this.#emit("opened", undefined);
    this.#soon();
  }

  /** @param {Frame} frame */
  #onFrame(frame) {
    const { type, room_id } = frame;
    this.#state.onFrame(frame);
    if (type == "sync") this.#connection.closeReplaced();
    this.#become("connected");
    this.#emit(type, frame);
    // Frames without a room, such as `sync`, may concern any.
    for (const id of room_id ? [room_id] : this.#state.rooms.keys()) this.#changed(id);
    this.#soon();
  }

  #soon() {
    this.#wakeAt(0);
  }

  /** @param {number} time */
  #wakeAt(time) {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    const delay = Math.min(Math.max(time - performance.now(), 0), TIMING.heartbeat);
    this.#timer = setTimeout(() => this.#act(), delay);
  }

  /** Does everything that is due, and comes back for the next. */
  #act() {
    const now = performance.now();
    const rooms = [...this.#state.rooms.values()];
    for (const followed of rooms) if (now >= followed.loadAt) this.#load(followed);
    const { isOpen, isPingDue } = this.#connection.tick(now);
    const isBlocked = this.#connection.isBlocked(now);
    if (isOpen || isBlocked) this.#sendDue(now, isBlocked);
    if (isOpen) {
      const frames = [...this.#frames.splice(0), ...this.#state.syncs(now), ...(isPingDue ? this.heartbeat : [])];
      for (const frame of frames) this.#connection.send(frame);
    }
    if (isBlocked && now >= this.#nextPoll) this.#poll();
    const due = [this.#connection.dueAt(now), ...rooms.map(({ loadAt }) => loadAt)];
    if (isOpen || isBlocked) due.push(this.#outbox.dueAt);
    if (isOpen) due.push(this.#state.syncAt);
    if (isBlocked) due.push(this.#nextPoll);
    this.#wakeAt(Math.min(...due));
  }

  /**
   * Sends messages that are due: a text by a frame, unless that has failed or none can carry it.
   * @param {number} now @param {boolean} isBlocked
   */
  #sendDue(now, isBlocked) {
    for (const outgoing of this.#outbox.due(now, TIMING.answerTimeout)) {
      const { id, roomId, content, file, after, attempts } = outgoing;
      if (attempts == 2) this.#connection.probe();
      if (isBlocked || file || content.length > FRAME_CONTENT_LIMIT || attempts > 2) this.#post(outgoing);
      else this.#frames.push({ action: "message", room_id: roomId, content, client_message_id: id, after_seq: after });
    }
  }

  /** @param {FollowedRoom} followed */
  async #load(followed) {
    const { id, room } = followed;
    followed.loadAt = performance.now() + REFRESH_INTERVAL;
    try {
      this.#state.loaded(followed, await this.api.load(id, room?.lastSeq));
    } catch (error) {
      if (this.#isFinal(error, id)) return;
      followed.loadAt = performance.now() + TIMING.firstDelay * 4;
    }
    this.#changed(id);
  }

  /** Marks rooms as read and asks for all of them, by HTTP. */
  async #poll() {
    this.#nextPoll = Infinity;
    const read = new Set(this.#frames.splice(0).flatMap(({ action, room_id }) => (action == "read" ? room_id : [])));
    try {
      for (const chat_room_id of read) await this.api.post("/api/messages/mark_chat_read/", { chat_room_id });
      await Promise.all([...this.#state.rooms.values()].map((followed) => this.#catchUp(followed)));
    } catch {
      if (this.status == "slow") this.#down();
    }
    this.#nextPoll = performance.now() + POLL_INTERVAL;
    this.#soon();
  }

  /** @param {FollowedRoom} followed */
  async #catchUp({ id, room }) {
    if (!room) return;
    const path = `/api/chat-rooms/${id}/`;
    try {
      const fields = await this.api.get(path);
      this.#reached();
      if (fields.last_seq <= room.lastSeq) return;
      room.renew(fields, await this.api.all(`${path}messages/`, { after_seq: room.lastSeq }));
      this.#changed(id);
    } catch (error) {
      if (!this.#isFinal(error, id)) throw error;
    }
  }

  /** @param {import("./outbox.js").Outgoing} outgoing */
  async #post(outgoing) {
    const isReachable = () => this.status == "connected" || this.status == "slow";
    try {
      const message = await sendByHttp(this.api, this.#outbox, outgoing, isReachable);
      if (message) this.#state.stored(message);
    } catch (error) {
      this.#isFinal(error, outgoing.roomId);
    }
    this.#changed(outgoing.roomId);
  }

  /**
   * Notes if an error means that a room, or the whole session, is over.
   * @param {unknown} error @param {string} roomId
   */
  #isFinal(error, roomId) {
    if (!(error instanceof ApiError)) return false;
    if (error.isSignedOut) this.#become("signed-out");
    else if (error.isGone) this.#state.rooms.delete(roomId);
    else return false;
    this.#changed(roomId);
    return true;
  }
}
