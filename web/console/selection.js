// The chats that are chosen in the list, to do one thing to all of them.

export class Selection {
  #changed;
  /** @type {Set<string>} */
  #ids = new Set();
  /** Chosen last, from which a range reaches. @type {string | null} */
  #anchor = null;
  /** `true` while boxes stand on all rows, also with none chosen. */
  isOpen = false;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  get size() {
    return this.#ids.size;
  }

  /** In the order in which they were chosen. */
  get ids() {
    return [...this.#ids];
  }

  /** @param {string} id */
  has(id) {
    return this.#ids.has(id);
  }

  /** Chooses a chat, or no longer; with `from` all between it and the one chosen last. @param {string} id @param {string[]} [from] ids in their order */
  toggle(id, from) {
    const [start, end] = [from?.indexOf(this.#anchor ?? "") ?? -1, from?.indexOf(id) ?? -1].sort((a, b) => a - b);
    if (from && start >= 0) this.#add(from.slice(start, end + 1));
    else if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#anchor = id;
    this.isOpen ||= this.size > 0;
    this.#changed();
  }

  /** @param {string[]} ids */
  all(ids) {
    this.#add(ids);
    this.isOpen = true;
    this.#changed();
  }

  open() {
    this.isOpen = true;
    this.#changed();
  }

  /** Forgets all that is in no list any more. @param {Set<string>} there */
  keep(there) {
    for (const id of this.#ids) if (!there.has(id)) this.#ids.delete(id);
  }

  clear() {
    this.#ids.clear();
    this.#anchor = null;
    this.isOpen = false;
    this.#changed();
  }

  /** @param {string[]} ids */
  #add(ids) {
    for (const id of ids) this.#ids.add(id);
  }
}
