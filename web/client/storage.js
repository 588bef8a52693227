// Storage of a browser for the pages. It may be missing, denied or full: then things are kept in memory, for as
// long as the page lives, and whoever keeps something never hears of it.
//
// A name says whose it is, as in `draft.<owner>.<room>`, so that all of it can go with them.

const PREFIX = "tribeclub-chat.";

export class Store {
  /** Values that the browser did not take. @type {Map<string, string>} */
  #inMemory = new Map();
  #find;

  /** @param {() => any} find finds the storage: asking for it can throw already */
  constructor(find) {
    this.#find = find;
  }

  /** @param {string} name @returns {any} null if there is nothing that can be read */
  get(name) {
    return attempt(() => JSON.parse(this.#inMemory.get(name) ?? this.#find().getItem(PREFIX + name) ?? "null"));
  }

  /** @param {string} name @param {any} value null: nothing is kept */
  set(name, value) {
    const text = JSON.stringify(value);
    this.#inMemory.delete(name);
    // Null is for a failure.
    if (value != null && attempt(() => this.#find().setItem(PREFIX + name, text)) !== null) return;
    // An earlier value must not come back in the place of one that does not fit.
    attempt(() => this.#find().removeItem(PREFIX + name));
    if (value != null) this.#inMemory.set(name, text);
  }

  /** Drops everything with names like this. @param {(name: string) => boolean} isMeant */
  forget(isMeant) {
    const keys = attempt(() => Object.keys(this.#find())) ?? [];
    const names = keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    for (const name of [...names, ...this.#inMemory.keys()]) if (isMeant(name)) this.set(name, null);
  }
}

/** Outlives the page, and is the same in all tabs. */
export const local = new Store(() => localStorage);
/** Outlives a reload of the tab. */
export const session = new Store(() => sessionStorage);

/**
 * Calls back when another tab has changed what is kept.
 * @param {string} name
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function onChange(name, changed, signal) {
  // Without a key, everything was cleared.
  const onStorage = (/** @type {StorageEvent} */ { key }) => {
    if (key == null || key == PREFIX + name) changed();
  };
  addEventListener("storage", onStorage, { signal });
}

/** @template T @param {() => T} act @returns {T | null} null if it throws */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
