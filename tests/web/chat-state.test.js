// The client's `sync`, without input and output.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatState } from "../../web/client/chat-state.js";
import { Replica } from "../../web/client/replica.js";
import { Room } from "../../web/client/room.js";

/** @param {{goes_on: boolean}} answer of the last of its frames */
function answered({ goes_on }) {
  const state = new ChatState(/** @type {any} */ ({ connectionLost() {}, acknowledge() {} }));
  const room = new Room("a", /** @type {any} */ (null));
  room.replica = new Replica(/** @type {any} */ ({ last_seq: 0 }), /** @type {any} */ ({ next: null, results: [] }));
  state.rooms.set(room.id, room);
  state.connected();
  const now = performance.now();
  assert.deepEqual(state.syncs(now), [{ action: "sync", rooms: { a: 0 } }]);
  const rooms = [{ room_id: "a", events: [], last_seq: 0, reset: false, goes_on }];
  state.onFrame({ type: "sync", time: "2026-11-28T09:30:00.000Z", data: { rooms, notifications_unread: 0 } });
  return { state, now };
}

test("a room that an answer had no space for is asked for again, not sooner than the server answers", () => {
  const { state, now } = answered({ goes_on: true });
  assert.deepEqual(state.syncs(now + 1_000), []);
  assert.deepEqual(state.syncs(now + 10_000), [{ action: "sync", rooms: { a: 0 } }]);
});

test("a room that has nothing new is not asked for again", () => {
  const { state, now } = answered({ goes_on: false });
  assert.deepEqual(state.syncs(now + 10_000), []);
});
