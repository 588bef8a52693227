// Storage of a browser: it may be missing, denied or full, and each value in it says whose it is.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Store } from "../../web/client/storage.js";

/** A storage that takes so many characters. */
class Limited extends Map {
  limit = Infinity;
  getItem(key) {
    return this.get(key) ?? null;
  }
  setItem(key, value) {
    if (value.length > this.limit) throw new DOMException("full", "QuotaExceededError");
    this.set(key, value);
    this[key] = value;
  }
  removeItem(key) {
    this.delete(key);
    delete this[key];
  }
}

let storage = new Limited();
const define = (/** @type {PropertyDescriptor} */ descriptor) =>
  Object.defineProperty(globalThis, "sessionStorage", { configurable: true, ...descriptor });
beforeEach(() => {
  storage = new Limited();
  define({ value: storage });
});

const denied = {
  get: () => {
    throw new DOMException("", "SecurityError");
  },
};

for (const [state, descriptor] of /** @type {[string, PropertyDescriptor][]} */ ([
  ["denied", denied],
  ["missing", { value: undefined }],
  ["null", { value: null }],
])) {
  test(`with a storage that is ${state}, things are kept while the page lives`, () => {
    define(descriptor);
    const store = new Store(() => sessionStorage);
    assert.equal(store.get("draft.1"), null);
    store.set("draft.1", "hello");
    assert.equal(store.get("draft.1"), "hello");
    store.forget((name) => name == "draft.1");
    assert.equal(store.get("draft.1"), null);
  });
}

test("what does not fit is kept in memory, and what was kept before it does not come back", () => {
  const store = new Store(() => sessionStorage);
  store.set("draft.1", "short");
  storage.limit = 10;
  store.set("draft.1", "longer than ten characters");
  assert.equal(store.get("draft.1"), "longer than ten characters");
  assert.equal(new Store(() => sessionStorage).get("draft.1"), null);
  storage.limit = Infinity;
  store.set("draft.1", "and again there is space");
  assert.equal(new Store(() => sessionStorage).get("draft.1"), "and again there is space");
});

test("what can't be read is nothing", () => {
  storage.setItem("tribeclub-chat.draft.1", "{ not JSON");
  assert.equal(new Store(() => sessionStorage).get("draft.1"), null);
});

test("one owner's things go without another's, and without the host page's", () => {
  const store = new Store(() => sessionStorage);
  storage.setItem("draft.alice", "the page's own");
  for (const name of ["draft.alice", "outbox.alice", "draft.bob"]) store.set(name, name);
  store.forget((name) => name.endsWith("alice"));
  assert.deepEqual(
    ["draft.alice", "outbox.alice", "draft.bob"].map((name) => store.get(name)),
    [null, null, "draft.bob"],
  );
  assert.equal(storage.getItem("draft.alice"), "the page's own");
});
