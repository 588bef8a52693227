// What is not acknowledged yet: a room's messages go one at a time, in their order, until they are stored.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import { Outbox } from "../../web/shared/outbox.js";

const PATIENCE = 5_000;

/** The part of a browser that it needs. */
let kept = new Map();
beforeEach(() => {
  kept = new Map();
  Object.assign(globalThis, { sessionStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) } });
});

/** Pushing, acknowledging what was sent or refusing it, losing the connection, waiting, and reloading the page. */
const actions = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("push"), room: fc.constantFrom("one", "two") }),
    ...["settle", "refuse", "lose", "wait", "reload"].map((kind) => fc.record({ kind: fc.constant(kind), which: fc.nat() })),
  ),
  { maxLength: 40 },
);

test("whatever happens, each room's messages are sent in their order, one at a time, and none is forgotten", () => {
  fc.assert(fc.property(actions, (actions) => {
    kept.clear();
    let outbox = new Outbox("someone");
    let now = 1_000;
    let pushed = 0;
    /** What is expected to be waiting in each room. @type {Record<string, string[]>} */
    const waiting = { one: [], two: [] };
    for (const { kind, room, which } of /** @type {any[]} */ (actions)) {
      if (kind == "push") {
        outbox.push(room, `text ${(pushed += 1)}`);
        waiting[room].push(`text ${pushed}`);
      }
      if (kind == "lose") outbox.connectionLost();
      if (kind == "wait") now += PATIENCE;
      if (kind == "reload") outbox = new Outbox("someone");
      const due = outbox.due(now, PATIENCE);
      for (const { roomId, content } of due) assert.equal(content, waiting[roomId][0]);
      assert.ok(due.length <= 2);
      assert.deepEqual(outbox.due(now, PATIENCE), []);
      const first = ["one", "two"].flatMap((room) => outbox.of(room).find(({ error, isStored }) => !error && !isStored) ?? []);
      const chosen = first[which % first.length];
      if (chosen && (kind == "settle" || kind == "refuse")) {
        if (kind == "settle") outbox.settle(chosen.id);
        else assert.equal(outbox.refuse(chosen.id, "No."), chosen.roomId);
        waiting[chosen.roomId].shift();
      }
    }
    for (const room of ["one", "two"]) {
      const left = outbox.of(room).filter(({ error, isStored }) => !error && !isStored);
      assert.deepEqual(left.map(({ content }) => content), waiting[room]);
    }
  }));
});

test("what the room shows is kept no longer, also not over a reload", () => {
  const outbox = new Outbox("someone");
  outbox.push("one", "shown");
  outbox.push("one", "not yet");
  const [shown] = outbox.of("one");
  outbox.settle(shown.id);
  assert.equal(outbox.of("one").length, 2);
  outbox.remove(new Set([shown.id]));
  assert.deepEqual(new Outbox("someone").of("one").map(({ content }) => content), ["not yet"]);
  assert.deepEqual(new Outbox("someone else").of("one"), []);
});

test("a file is not kept over a reload, and its text waits behind it until then", () => {
  const outbox = new Outbox("someone");
  outbox.push("one", "", /** @type {any} */ ({ name: "file" }));
  outbox.push("one", "behind it");
  assert.equal(outbox.hasFile, true);
  assert.deepEqual(outbox.due(1, PATIENCE).map(({ content }) => content), [""]);
  assert.deepEqual(new Outbox("someone").due(1, PATIENCE).map(({ content }) => content), ["behind it"]);
});
