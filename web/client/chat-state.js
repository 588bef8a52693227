// The state of a client, without input and output of its own: the rooms that it follows, its outbox, and the `sync`
// that brings missing events. A push is a hint; `sync` and HTTP tell the truth.

import { errorOf } from "./api.js";
import { Replica } from "./replica.js";
import { TIMING } from "./timing.js";

/** @import { ChatRoom, Frame, FrameOf, HistoryFrame, Message, OutgoingFrame } from "./types.js" */
/** @import { Room } from "./room.js" */

/** Most rooms that one frame can name. */
export const ROOMS_LIMIT = 100;
/** Time in which an event that later ones have overtaken may still come, in milliseconds. */
const REORDER_WINDOW = 200;
/** Least time from an answer to the next `sync`, in milliseconds: the server answers no more often. */
const SYNC_INTERVAL = 2_000;
/** Codes of errors that are no fault of the frame: it is sent again. */
const TEMPORARY_CODES = ["unavailable", "error"];

/**
 * Idle, asked for these rooms and not answered until then, or answered and not to be asked again until then.
 * @typedef {{is: "idle"} | {is: "asked", rooms: Room[], until: number} | {is: "answered", until: number}} Sync
 */

export class ChatState {
  /** @type {Map<string, Room>} */
  rooms = new Map();
  /** @type {Sync} */
  #sync = { is: "idle" };

  /** @param {import("./outbox.js").Outbox} outbox */
  constructor(outbox) {
    this.outbox = outbox;
  }

  /** Notes a new connection: events before it may have been missed. */
  connected() {
    this.#sync = { is: "idle" };
    this.outbox.connectionLost();
    for (const room of this.rooms.values()) room.isBehind = true;
  }

  /** Takes in a snapshot. @param {Room} room @param {import("./api.js").Snapshot} snapshot */
  loaded(room, { fields, newest, later }) {
    room.replica ??= new Replica(fields, newest);
    this.renew(room, fields, [...newest.results, ...later]);
    room.gapSince = undefined;
    // Events since may have been pushed before there was a copy to apply them to.
    room.isBehind = true;
  }

  /** Takes in what an answer has brought. @param {Room} room @param {ChatRoom} fields @param {Message[]} messages */
  renew(room, fields, messages) {
    room.replica?.renew(fields, messages);
    for (const message of messages) this.outbox.acknowledge(message);
  }

  /** Time of the next `sync`, as far as it is known. */
  get syncAt() {
    const sync = this.#sync;
    if (sync.is == "asked") return sync.until;
    const needed = Math.min(...[...this.rooms.values()].map(staleAt));
    return sync.is == "answered" ? Math.max(needed, sync.until) : needed;
  }

  /** Takes the `sync` that is due, or an unanswered one again. @param {number} now @returns {OutgoingFrame[]} */
  syncs(now) {
    if (now < this.syncAt) return [];
    this.#markStale([]);
    const rooms = [...this.rooms.values()].filter((room) => staleAt(room) <= now).slice(0, ROOMS_LIMIT);
    this.#sync = { is: "idle" };
    // Without rooms, it would ask for all of them.
    if (!rooms.length) return [];
    this.#sync = { is: "asked", rooms, until: now + TIMING.answerTimeout };
    for (const room of rooms) room.isBehind = false;
    return [{ action: "sync", rooms: Object.fromEntries(rooms.map(({ id, lastSeq }) => [id, lastSeq])) }];
  }

  /** Marks the rooms that were asked for, but for these. @param {string[]} answered */
  #markStale(answered) {
    if (this.#sync.is != "asked") return;
    for (const room of this.#sync.rooms) room.isBehind ||= !answered.includes(room.id);
  }

  /** @param {Frame} frame */
  onFrame(frame) {
    const { type, data, room_id = "" } = frame;
    switch (type) {
      case "message.created":
      case "message.edited":
      case "room.updated":
        this.#apply(room_id, frame);
        break;
      case "message.read":
        this.rooms.get(room_id)?.replica?.read({ [data.side]: data });
        break;
      case "ack":
        this.stored(data.message);
        break;
      case "pong":
        this.#ponged(data);
        break;
      case "sync":
        this.#synced(data);
        break;
      case "error":
        this.#refused(frame);
    }
  }

  /** Takes in an own message that an answer has brought: no event comes beside it. @param {Message} message */
  stored(message) {
    const { seq, created_at: time, chat_room_id: room_id } = message;
    this.#apply(room_id, { type: "message.created", room_id, seq, time, data: message });
  }

  /** @param {string} roomId @param {HistoryFrame} event */
  #apply(roomId, event) {
    // As good as an acknowledgement, should that be lost.
    if (event.type == "message.created") this.outbox.acknowledge(event.data);
    const room = this.rooms.get(roomId);
    if (!room?.replica) return;
    // Of the customer, no event tells.
    if (event.type == "room.updated" && event.data.change == "edited" && event.seq > room.lastSeq) room.loadAt = 0;
    room.replica.apply(event);
    room.gapSince = room.replica.hasGap ? (room.gapSince ?? performance.now()) : undefined;
  }

  /** @param {FrameOf<"pong">["data"]} data */
  #ponged({ heads, read }) {
    for (const [roomId, head] of Object.entries(heads)) {
      const room = this.rooms.get(roomId);
      if (!room?.replica) continue;
      room.isBehind ||= head > room.lastSeq;
      room.replica.read(read[roomId]);
    }
  }

  /** Takes in an answer, which may lack some events or rooms. @param {FrameOf<"sync">["data"]} data */
  #synced({ rooms }) {
    this.#markStale(rooms.map(({ room_id }) => room_id));
    this.#sync = { is: "answered", until: performance.now() + SYNC_INTERVAL };
    for (const { room_id, events, last_seq, reset, goes_on, read } of rooms) {
      const room = this.rooms.get(room_id);
      if (!room?.replica) continue;
      if (reset) room.loadAt = 0;
      for (const event of events) this.#apply(room_id, event);
      room.isBehind ||= goes_on || (!reset && events.length > 0 && last_seq > room.lastSeq);
      if (read) room.replica.read(read);
    }
  }

  /** @param {FrameOf<"error">} frame */
  #refused(frame) {
    const { code, client_message_id: id } = frame;
    const error = errorOf(frame);
    const now = performance.now();
    if (code == "token_not_valid" || code == "user_inactive") {
      // An answer by HTTP tells if the session is over.
      for (const room of this.rooms.values()) room.loadAt = 0;
    } else if (!id) return;
    else if (code == "throttled") this.outbox.postpone(id, now + TIMING.answerTimeout / 5);
    else if (TEMPORARY_CODES.includes(code)) this.outbox.fail(id, error, now);
    else this.outbox.refuse(id, error);
  }
}

/** Time from which missing events are to be asked for; infinite if none may be. @param {Room} room */
function staleAt({ replica, isBehind, gapSince = Infinity }) {
  if (!replica) return Infinity;
  return isBehind ? 0 : gapSince + REORDER_WINDOW;
}
