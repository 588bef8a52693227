// The driver of a client: one timer wakes it for all that is due, to send messages and frames, to ask for missing
// events, and to poll where there is no connection.

import { ChatState, ROOMS_LIMIT } from "./chat-state.js";
import { Connection } from "./connection.js";
import { ApiError } from "./api.js";
import { load, poll, sendByHttp } from "./requests.js";
import { TIMING } from "./timing.js";

/** @import { Frame, OutgoingFrame } from "./types.js" */
/** @import { Room } from "./room.js" */

/** Longest text for a frame, in characters: with six bytes for each, a longer one may exceed the limit of 32 KB. */
const FRAME_CONTENT_LIMIT = 5_000;
/** Time between two requests for a room where there is no connection, in milliseconds. */
const POLL_INTERVAL = 3_000;

/**
 * `polling`: by HTTP alone.
 * @typedef {"connecting" | "online" | "polling" | "offline" | "signed-out" | "closed"} Status
 */

export class Driver {
  /** @type {OutgoingFrame[]} */
  #frames = [];
  #nextPoll = 0;
  #timer = 0;
  #client;
  #connection;
  /** @type {Status} */
  status = "connecting";

  /**
   * @param {import("./api.js").Api} api @param {import("./outbox.js").Outbox} outbox
   * @param {import("./client.js").ChatClient<any>} client hears of everything
   */
  constructor(api, outbox, client) {
    this.api = api;
    this.outbox = outbox;
    this.#client = client;
    this.state = new ChatState(outbox);
    /** The followed rooms, by their ids. */
    this.rooms = this.state.rooms;
    this.#connection = new Connection(this);
    // A file, unlike a text, doesn't outlive the page.
    const onUnload = (/** @type {Event} */ event) => {
      if (outbox.hasFile && !this.isOver) event.preventDefault();
    };
    globalThis.addEventListener?.("beforeunload", onUnload, { signal: this.#connection.signal });
  }

  get isOver() {
    return this.status == "closed" || this.status == "signed-out";
  }

  /** `true` if the last request or frame got through. */
  get isReachable() {
    return this.status == "online" || this.status == "polling";
  }

  /** Sends a frame once, as soon as there is a connection. @param {OutgoingFrame} frame */
  sendFrame(frame) {
    // That somebody is typing is not true any more by then.
    if (frame.action != "typing" || this.status == "online") this.#frames.push(frame);
    this.wake();
  }

  close() {
    this.#become("closed");
    clearTimeout(this.#timer);
    this.#connection.stop();
  }

  /** @param {Status} status */
  #become(status) {
    if (this.status == status || (this.isOver && status != "closed")) return;
    this.status = status;
    if (this.isOver) this.outbox.close();
    this.#client.emit("status", status);
  }

  /** A request has got through. */
  reached() {
    if (this.#connection.isBlocked(performance.now())) this.#become("polling");
  }

  /** No connection, or no request, gets through. */
  lost() {
    this.#become(globalThis.navigator?.onLine == false ? "offline" : "connecting");
  }

  offline() {
    this.#become("offline");
  }

  woken() {
    if (this.status == "offline") this.lost();
    this.wake();
  }

  /** @param {Room} [room] */
  changed(room) {
    if (room) {
      this.outbox.remove(room.messages.map((message) => message.client_message_id));
      this.#client.emit("room", room);
    }
    this.wake();
  }

  /**
   * Notes if an error means that a room, or the whole session, is over.
   * @param {unknown} error @param {string} roomId
   */
  isFinal(error, roomId) {
    if (!(error instanceof ApiError)) return false;
    const room = this.rooms.get(roomId);
    if (error.isSignedOut) this.#become("signed-out");
    else if (error.isGone) this.rooms.delete(roomId);
    else return false;
    this.changed(room);
    return true;
  }

  /** Address of a connection, by a ticket that is good once. Null without a session. */
  async address() {
    try {
      const { url } = await this.api.post("/api/auth/ws-ticket/");
      this.reached();
      return url;
    } catch (error) {
      if (!(error instanceof ApiError && error.isSignedOut)) throw error;
      this.#become("signed-out");
      return null;
    }
  }

  opened() {
    this.state.connected();
    this.#client.emit("opened");
    this.wake();
  }

  /** @param {Frame} frame */
  onFrame(frame) {
    const { type, room_id } = frame;
    this.state.onFrame(frame);
    if (type == "sync") this.#connection.closeReplaced();
    this.#become("online");
    this.#client.emit(type, frame);
    // Frames without a room, such as `sync`, may concern any.
    for (const room of room_id ? [this.rooms.get(room_id)] : this.rooms.values()) this.changed(room);
    this.wake();
  }

  wake() {
    this.#wakeAt(0);
  }

  /** @param {number} time */
  #wakeAt(time) {
    clearTimeout(this.#timer);
    if (this.isOver) return;
    const delay = Math.min(Math.max(time - performance.now(), 0), TIMING.heartbeat);
    this.#timer = setTimeout(() => this.#act(), delay);
  }

  /** Does everything that is due, and comes back for the next. */
  #act() {
    const now = performance.now();
    const rooms = [...this.rooms.values()];
    for (const room of rooms) if (now >= room.loadAt) load(this, room);
    const { isOpen, isPingDue } = this.#connection.tick(now);
    const isBlocked = this.#connection.isBlocked(now);
    if (isOpen || isBlocked) this.#sendDue(now, isBlocked);
    if (isOpen) {
      const frames = [...this.#frames.splice(0), ...this.state.syncs(now), ...(isPingDue ? this.#heartbeat : [])];
      for (const frame of frames) this.#connection.send(frame);
    }
    if (isBlocked && now >= this.#nextPoll) this.#poll();
    const due = [this.#connection.dueAt(now), ...rooms.map(({ loadAt }) => loadAt)];
    if (isOpen || isBlocked) due.push(this.outbox.dueAt);
    if (isOpen) due.push(this.state.syncAt);
    if (isBlocked) due.push(this.#nextPoll);
    this.#wakeAt(Math.min(...due));
  }

  get #heartbeat() {
    const ping = /** @type {const} */ ({ action: "ping", rooms: [...this.rooms.keys()].slice(0, ROOMS_LIMIT) });
    return [...this.#client.heartbeat, ping];
  }

  /**
   * Sends messages that are due: a text by a frame, unless that has failed or none can carry it.
   * @param {number} now @param {boolean} isBlocked
   */
  #sendDue(now, isBlocked) {
    for (const outgoing of this.outbox.due(now, TIMING.answerTimeout)) {
      const { id, roomId, content, file, after, attempts } = outgoing;
      if (attempts == 2) this.#connection.probe();
      if (isBlocked || file || content.length > FRAME_CONTENT_LIMIT || attempts > 2) sendByHttp(this, outgoing);
      else this.#frames.push({ action: "message", room_id: roomId, content, client_message_id: id, after_seq: after });
    }
  }

  /** Asks by HTTP for all rooms. Of the frames, only those that mark a room as read still matter. */
  async #poll() {
    this.#nextPoll = Infinity;
    const read = this.#frames.splice(0).filter((frame) => frame.action == "read");
    await poll(this, new Set(read.map(({ room_id }) => room_id)));
    this.#nextPoll = performance.now() + POLL_INTERVAL;
    this.wake();
  }
}
