// A client that loses nothing, for one user: it stays connected, follows rooms, and sends messages until they are
// stored. The rules are those of the reference client (`client/` in the repository), and explained there.
//
// If no connection opens, HTTP does its work, slower: texts are sent and rooms asked for by requests.

import { Driver } from "./driver.js";
import { Outbox } from "./outbox.js";
import { Room } from "./room.js";

/** @import { Frames, OutgoingFrame } from "./types.js" */

/**
 * Details of events: `room` for a change of one, or its end, and each frame under its type.
 * @typedef {Frames & {opened: undefined, room: Room, status: import("./driver.js").Status}} Events
 */

/** @template {Events} [E=Events] */
export class ChatClient extends EventTarget {
  /** @internal @type {Driver} */
  driver;

  /**
   * @param {import("./api.js").Api} api
   * @param {string} owner name of the outbox and the drafts
   * @param {import("./storage.js").Store} [store] where the outbox is kept, unless in the tab
   */
  constructor(api, owner, store) {
    super();
    this.api = api;
    this.owner = owner;
    this.driver = new Driver(api, new Outbox(owner, store), this);
  }

  get status() {
    return this.driver.status;
  }

  /** The followed rooms, by their ids. @returns {ReadonlyMap<string, Room>} */
  get rooms() {
    return this.driver.rooms;
  }

  /**
   * Calls back with the detail of each event of a type.
   * @template {keyof E & string} K
   * @param {K} type
   * @param {(detail: E[K]) => void} act
   * @param {AddEventListenerOptions} [options]
   * @returns {() => void} ends it
   */
  on(type, act, options) {
    const listener = (/** @type {Event} */ event) => act(/** @type {CustomEvent} */ (event).detail);
    this.addEventListener(type, listener, options);
    return () => this.removeEventListener(type, listener);
  }

  /** @internal @template {keyof E & string} K @param {K} type @param {E[K]} [detail] */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Follows a room from now on. @param {string} roomId */
  follow(roomId) {
    const { rooms } = this.driver;
    const room = rooms.get(roomId) ?? new Room(roomId, this.driver);
    rooms.set(roomId, room);
    this.driver.wake();
    return room;
  }

  /** Frames beside each `ping`. @internal @returns {OutgoingFrame[]} */
  get heartbeat() {
    return [];
  }

  /** Ends it. Messages that are not acknowledged yet stay in the outbox. */
  close() {
    this.driver.close();
  }
}
