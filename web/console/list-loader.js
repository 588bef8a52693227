// Loads the lists of the desk: pushes are hints, so they are loaded again after each connect, and now and then. Without
// a connection they are loaded all the time.

import { ApiError } from "../client/api.js";

/** Largest age of the lists, with a connection and without one, in milliseconds. */
const REFRESH_INTERVAL = 60_000;
const POLL_INTERVAL = 6_000;
/** Pause before a list that failed is loaded again, in milliseconds. */
const RETRY_DELAY = 10_000;

/** @typedef {"waiting" | "mine"} ListName */
/** @typedef {{isLoaded: boolean, error: unknown}} ListState */

export class ListLoader {
  #client;
  #loads;
  #changed;
  #polled;
  #loadedAt = -Infinity;
  #retryTimer = 0;
  #wasDown = false;
  /** Each list by itself: one that fails doesn't hide the other. @type {Record<ListName, ListState>} */
  states = { waiting: { isLoaded: false, error: null }, mine: { isLoaded: false, error: null } };

  /**
   * @param {import("../client/staff-client.js").StaffClient} client
   * @param {Record<ListName, () => Promise<void>>} loads
   * @param {() => void} changed called after each load of a list
   * @param {() => void} polled called whenever the lists are loaded for want of a connection
   */
  constructor(client, loads, changed, polled) {
    this.#client = client;
    this.#loads = loads;
    this.#changed = changed;
    this.#polled = polled;
    client.on("status", () => (client.status == "online" || client.status == "polling") && this.load());
    setInterval(() => document.hidden || this.load(), REFRESH_INTERVAL);
    setInterval(() => this.#tick(), POLL_INTERVAL);
    const isOld = () => performance.now() - this.#loadedAt >= REFRESH_INTERVAL;
    document.addEventListener("visibilitychange", () => !document.hidden && isOld() && this.load());
  }

  /** Asks for a list, or for both. A list that can't be reached now is asked for later. @param {ListName} [name] */
  async load(name) {
    clearTimeout(this.#retryTimer);
    if (!name) this.#loadedAt = performance.now();
    const names = name ? [name] : /** @type {ListName[]} */ (["waiting", "mine"]);
    await Promise.all(names.map((name) => this.#loadOne(name)));
    const errors = Object.values(this.states).map(({ error }) => error);
    if (errors.some((error) => error instanceof ApiError && error.isTemporary)) this.loadSoon();
  }

  loadSoon() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.load(), RETRY_DELAY);
  }

  /** @param {ListName} name */
  async #loadOne(name) {
    try {
      await this.#loads[name]();
      this.states[name] = { isLoaded: true, error: null };
    } catch (error) {
      this.states[name].error = error;
    }
    this.#changed();
  }

  /** Loads the lists if there is no connection for the second time in a row: it may be blocked. */
  #tick() {
    const isDown = this.#client.status == "polling" || this.#client.status == "connecting";
    if (isDown && this.#wasDown) {
      this.load();
      this.#polled();
    }
    this.#wasDown = isDown;
  }
}
