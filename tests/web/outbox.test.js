// Messages that are not acknowledged yet: a room's texts go one at a time, in their order, until they are stored, and
// none waits for one that can't go.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import { ApiError } from "../../web/client/api.js";
import { Outbox } from "../../web/client/outbox.js";

const RETRY_DELAY = 5_000;
const REFUSAL = new ApiError(400, { code: "invalid", detail: "No." });

/** Message that the server has stored. @returns {any} */
const stored = ({ id, content }) => ({ client_message_id: id, content });

/** The part of a browser that it needs. */
let kept = new Map();
beforeEach(() => {
  kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  Object.defineProperty(globalThis, "sessionStorage", { configurable: true, value: storage });
});

/** Pushing, acknowledging what was sent or refusing it, losing the connection, waiting, and reloading the page. */
const actions = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("push"), room: fc.constantFrom("one", "two") }),
    ...["settle", "refuse", "lose", "wait", "reload"].map((kind) =>
      fc.record({ kind: fc.constant(kind), which: fc.nat() }),
    ),
  ),
  { maxLength: 40 },
);

test("whatever happens, each room's messages are sent in their order, one at a time, and none is forgotten", () => {
  fc.assert(
    fc.property(actions, (actions) => {
      kept.clear();
      let outbox = new Outbox("someone");
      let now = 1_000;
      let pushed = 0;
      /** Texts expected to be waiting in each room. @type {Record<string, string[]>} */
      const waiting = { one: [], two: [] };
      for (const { kind, room, which } of /** @type {any[]} */ (actions)) {
        if (kind == "push") {
          pushed += 1;
          outbox.push({ roomId: room, content: `text ${pushed}` }, now);
          waiting[room].push(`text ${pushed}`);
        }
        if (kind == "lose") outbox.connectionLost();
        if (kind == "wait") now += RETRY_DELAY;
        if (kind == "reload") outbox = new Outbox("someone");
        const due = outbox.due(now, RETRY_DELAY);
        for (const { roomId, content } of due) assert.equal(content, waiting[roomId][0]);
        assert.ok(due.length <= 2);
        assert.deepEqual(outbox.due(now, RETRY_DELAY), []);
        const first = ["one", "two"].flatMap(
          (room) => outbox.of(room).find(({ error, isStored }) => !error && !isStored) ?? [],
        );
        const chosen = first[which % first.length];
        if (chosen && (kind == "settle" || kind == "refuse")) {
          if (kind == "settle") outbox.acknowledge(stored(chosen));
          else outbox.refuse(chosen.id, REFUSAL);
          waiting[chosen.roomId].shift();
        }
      }
      for (const room of ["one", "two"]) {
        const left = outbox.of(room).filter(({ error, isStored }) => !error && !isStored);
        assert.deepEqual(
          left.map(({ content }) => content),
          waiting[room],
        );
      }
    }),
  );
});

test("what the room shows is kept no longer, also not over a reload", () => {
  const outbox = new Outbox("someone");
  outbox.push({ roomId: "one", content: "shown" }, 0);
  outbox.push({ roomId: "one", content: "not yet" }, 0);
  const [shown] = outbox.of("one");
  outbox.acknowledge(stored(shown));
  assert.equal(outbox.of("one").length, 2);
  outbox.remove([shown.id]);
  assert.deepEqual(
    new Outbox("someone").of("one").map(({ content }) => content),
    ["not yet"],
  );
  assert.deepEqual(new Outbox("someone else").of("one"), []);
});

const file = /** @type {any} */ ({ name: "file" });
const contents = (outgoing) => outgoing.map(({ content }) => content);

test("a text waits for a file before it, for three seconds at most, and a file is not kept over a reload", () => {
  const outbox = new Outbox("someone");
  outbox.push({ roomId: "one", content: "", file }, 1_000);
  outbox.push({ roomId: "one", content: "behind it" }, 1_000);
  assert.equal(outbox.hasFile, true);
  assert.deepEqual(contents(outbox.due(1_001, RETRY_DELAY)), [""]);
  assert.deepEqual(contents(outbox.due(3_999, RETRY_DELAY)), []);
  assert.equal(outbox.dueAt, 4_000);
  assert.deepEqual(contents(outbox.due(4_000, RETRY_DELAY)), ["behind it"]);
  assert.deepEqual(contents(new Outbox("someone").due(1, RETRY_DELAY)), ["behind it"]);
});

test("a text goes at once when the file before it has failed, and the file is refused after a few tries", () => {
  const outbox = new Outbox("someone");
  outbox.push({ roomId: "one", content: "", file }, 0);
  outbox.push({ roomId: "one", content: "behind it" }, 0);
  const [first] = outbox.of("one");
  let now = 0;
  for (let tries = 0; !first.error; tries += 1) {
    assert.ok(tries < 5, "it is given up");
    const due = outbox.due(now, RETRY_DELAY);
    assert.deepEqual(contents(due), tries == 1 ? ["", "behind it"] : [""]);
    outbox.fail(first.id, REFUSAL, now);
    for (const outgoing of due) if (outgoing.content) outbox.acknowledge(stored(outgoing));
    if (!first.error) now = first.notBefore;
  }
  assert.equal(first.error, REFUSAL);
  assert.ok(now < 10_000);
  outbox.retry(first.id);
  assert.deepEqual(contents(outbox.due(now, RETRY_DELAY)), [""]);
});

test("a text that fails though the server answers is refused after half a minute, and those behind it go on", () => {
  const outbox = new Outbox("someone");
  outbox.push({ roomId: "one", content: "poison" }, 0);
  outbox.push({ roomId: "one", content: "behind it" }, 0);
  const [poison] = outbox.of("one");
  let now = 0;
  while (!poison.error) {
    assert.deepEqual(contents(outbox.due(now, RETRY_DELAY)), ["poison"]);
    outbox.fail(poison.id, REFUSAL, now);
    if (!poison.error) now = poison.notBefore;
  }
  assert.ok(now > 20_000 && now < 60_000);
  assert.deepEqual(contents(outbox.due(now, RETRY_DELAY)), ["behind it"]);
});

test("what is refused stays so over a reload, with what it says", () => {
  const outbox = new Outbox("someone");
  outbox.push({ roomId: "one", content: "refused", after: 7 }, 0);
  outbox.refuse(outbox.of("one")[0].id, REFUSAL);
  const [again] = new Outbox("someone").of("one");
  assert.deepEqual([again.content, again.after], ["refused", 7]);
  assert.ok(again.error instanceof ApiError);
  assert.deepEqual([again.error.code, again.error.message], ["invalid", "No."]);
});

test("no two messages have one name, also where the browser makes none", () => {
  const outbox = new Outbox("someone");
  const { randomUUID } = crypto;
  Object.defineProperty(crypto, "randomUUID", { configurable: true, value: undefined });
  try {
    for (let count = 0; count < 50; count += 1) outbox.push({ roomId: "one", content: "text" }, 0);
  } finally {
    Object.defineProperty(crypto, "randomUUID", { configurable: true, value: randomUUID });
  }
  assert.equal(new Set(outbox.of("one").map(({ id }) => id)).size, 50);
});

test("who waits for a message hears that it is stored, refused, removed, or that nobody sends it any more", async () => {
  const outbox = new Outbox("someone");
  const outcomes = ["stored", "refused", "removed", "left"].map((content) =>
    outbox.push({ roomId: content, content }, 0).then(
      (message) => message.content,
      (error) => error.code,
    ),
  );
  const [first, second, third] = ["stored", "refused", "removed"].map((room) => outbox.of(room)[0]);
  outbox.acknowledge(stored(first));
  outbox.refuse(second.id, REFUSAL);
  outbox.remove([first.id, third.id]);
  outbox.close();
  assert.deepEqual(await Promise.all(outcomes), ["stored", "invalid", "discarded", "closed"]);
  assert.deepEqual(contents(new Outbox("someone").due(1, RETRY_DELAY)), ["left"]);
});
