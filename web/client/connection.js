// Keeps a connection: comes back when it is lost, and replaces it before the gateway ends it. A connection on which a
// `ping` stays unanswered is dead, whatever the browser says; and one over which nothing ever came is none.
//
// Times are read from the page's own clock, which nobody sets. It may stand still while the computer sleeps, and then
// the clock on the wall, otherwise not asked, has gone on alone.

import { TIMING } from "./timing.js";

/** @import { Frame } from "./types.js" */

/**
 * One WebSocket.
 * @typedef {object} Link
 * @property {WebSocket} socket
 * @property {number} pingAt when the next `ping` goes out
 * @property {number} waitingSince since when one waits for any sign of life; 0 when none does
 * @property {number} renewAt when it is to be replaced
 */

/**
 * @typedef {object} Listener
 * @property {() => Promise<string | null>} address where to connect, each time anew; null when there is no use in it
 * any more
 * @property {() => void} opened nobody knows what was missed before
 * @property {(frame: Frame) => void} onFrame
 * @property {() => void} lost
 * @property {() => void} woken there may be something to do
 * @property {() => void} offline the browser says that there is no network
 */

export class Connection {
  /** The newest last. @type {Link[]} */
  #links = [];
  #listener;
  #pause = TIMING.firstDelay;
  #isOpening = false;
  /** Number of connections in a row over which nothing came. */
  #failures = 0;
  /** Since when nothing shows that there is a connection; 0 when there is one. */
  #downSince = performance.now();
  #sleep = Date.now() - performance.now();
  #stopping = new AbortController();
  /** Aborted at its end. */
  signal = this.#stopping.signal;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
    const { signal } = this;
    const awake = () => {
      if (!globalThis.document?.hidden) this.#awake();
    };
    // Outside of browsers, nobody tells.
    for (const type of ["online", "pageshow", "visibilitychange"])
      globalThis.addEventListener?.(type, awake, { signal });
    globalThis.addEventListener?.("offline", () => this.#offline(), { signal });
    this.#open();
  }

  get #newest() {
    return this.#links.at(-1);
  }

  /**
   * Time at which `tick` has something to do, or it is time to go another way, if nothing is heard before.
   * @param {number} now
   */
  dueAt(now) {
    const { pingAt = Infinity, renewAt = Infinity } = /** @type {Partial<Link>} */ (this.#newest ?? {});
    const blockedAt = this.#downSince && !this.isBlocked(now) ? this.#downSince + TIMING.blockedAfter : Infinity;
    return Math.min(pingAt, renewAt, this.#deadAt, blockedAt);
  }

  /** `true` when it is time to go another way. @param {number} now */
  isBlocked(now) {
    return (
      this.#downSince > 0 && (this.#failures >= TIMING.blockedAttempts || now >= this.#downSince + TIMING.blockedAfter)
    );
  }

  get #deadAt() {
    return this.#newest?.waitingSince ? this.#newest.waitingSince + 3 * TIMING.answerTimeout : Infinity;
  }

  /** `isOpen` if frames can be sent, `isPingDue` if a `ping` is due. @param {number} now */
  tick(now) {
    const sleep = Date.now() - now;
    if (sleep > this.#sleep + TIMING.answerTimeout) this.#awake();
    this.#sleep = sleep;
    if (this.#newest && now >= this.#deadAt) this.#ended(this.#newest);
    const link = this.#newest;
    if (link && now >= link.renewAt) {
      link.renewAt = Infinity;
      this.#open();
    }
    const isPingDue = link != null && now >= link.pingAt;
    if (isPingDue) {
      Object.assign(link, { waitingSince: link.waitingSince || now, pingAt: now + TIMING.answerTimeout });
      this.#downSince ||= now;
    }
    return { isOpen: link != null, isPingDue };
  }

  /** Asks at once whether it is still there. */
  probe() {
    if (this.#newest && !this.#newest.waitingSince) this.#newest.pingAt = 0;
  }

  /** @param {object} frame */
  send(frame) {
    this.#newest?.socket.send(JSON.stringify(frame));
  }

  /** The newest has brought everything, so those that it replaces have done their work. */
  closeReplaced() {
    for (const { socket } of this.#links.splice(0, this.#links.length - 1)) close(socket);
  }

  stop() {
    this.#stopping.abort();
    for (const { socket } of this.#links.splice(0)) close(socket);
  }

  async #open() {
    if (this.#isOpening || this.signal.aborted) return;
    this.#isOpening = true;
    /** @type {Promise<string>} */
    const timeout = new Promise((resolve) => setTimeout(resolve, TIMING.handshake, ""));
    const address = await Promise.race([this.#listener.address().catch(() => ""), timeout]);
    if (address == null || this.signal.aborted) return;
    const socket = address && socketTo(address);
    if (!socket) {
      this.#failed();
      return;
    }
    const now = performance.now();
    const link = { socket, pingAt: 0, waitingSince: 0, renewAt: now + TIMING.renewal };
    // A page's policy that forbids the address has closed it already, without an event.
    if (socket.readyState > socket.OPEN) {
      this.#ended(link);
      return;
    }
    setTimeout(() => {
      if (socket.readyState == socket.CONNECTING) this.#ended(link);
    }, TIMING.handshake);
    socket.onopen = () => this.#opened(link);
    socket.onclose = () => this.#ended(link);
    socket.onmessage = ({ data }) => this.#onFrame(link, JSON.parse(data));
  }

  /** Tries again after a pause that grows, and differs from client to client. */
  #failed() {
    this.#isOpening = false;
    this.#failures += 1;
    const again = () => {
      // By then there may be one, unless this was to replace it.
      if (!this.#newest || this.#newest.renewAt == Infinity) this.#open();
    };
    setTimeout(again, this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(this.#pause * 2, TIMING.longestDelay);
    this.#listener.woken();
  }

  /** @param {Link} link */
  #opened(link) {
    if (this.signal.aborted) {
      close(link.socket);
      return;
    }
    this.#isOpening = false;
    this.#links.push(link);
    this.#listener.opened();
  }

  /** @param {Link} link */
  #ended(link) {
    close(link.socket);
    const wasOpen = this.#links.includes(link);
    this.#links = this.#links.filter((other) => other != link);
    if (this.signal.aborted || (wasOpen && this.#links.length)) return;
    if (!this.#links.length) {
      this.#downSince ||= performance.now();
      if (wasOpen) this.#listener.lost();
    }
    this.#failed();
  }

  /** @param {Link} link @param {Frame} frame */
  #onFrame(link, frame) {
    link.waitingSince = 0;
    this.#failures = 0;
    this.#downSince = 0;
    if (frame.type == "pong") {
      link.pingAt = performance.now() + TIMING.heartbeat;
      this.#pause = TIMING.firstDelay;
    }
    this.#listener.onFrame(frame);
  }

  /** After a sleep, or with the network back, nothing that was waited for may be true any more. */
  #awake() {
    this.#pause = TIMING.firstDelay;
    if (this.#newest) this.#newest.pingAt = 0;
    else this.#open();
    this.#listener.woken();
  }

  /** There may be one all the same, as to this computer itself: then its answer says so. */
  #offline() {
    this.#listener.offline();
    this.probe();
    this.#listener.woken();
  }
}

/** A page may have none of these, or none to this address. @param {string} address */
function socketTo(address) {
  try {
    return new WebSocket(address);
  } catch {
    return null;
  }
}

/** @param {WebSocket} socket */
function close(socket) {
  socket.onclose = socket.onmessage = socket.onopen = null;
  socket.close();
}
