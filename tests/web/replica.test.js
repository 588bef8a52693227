// The copy of a room: whatever is doubled, overtaken, lost and loaded again, it comes to what the room is.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Replica } from "../../web/client/replica.js";

/** Events of a room, one after the other: a message, an edit of one that is there, or another status. */
const happenings = fc.array(
  fc.oneof(
    fc.constant({ kind: "message" }),
    fc.record({ kind: fc.constant("edit"), which: fc.nat() }),
    fc.record({ kind: fc.constant("room"), status: fc.constantFrom("waiting", "active", "resolved") }),
  ),
  { maxLength: 30 },
);

/** A room as the server has it after each event. */
class Server {
  /** @type {{fields: any, messages: any[]}[]} */
  states = [{ fields: { last_seq: 0, status: "waiting", message_count: 0, updated_at: "0" }, messages: [] }];
  /** @type {any[]} */
  events = [];

  /** @param {any[]} happenings */
  constructor(happenings) {
    for (const happening of happenings) this.#happen(happening);
  }

  #happen({ kind, which, status }) {
    const { fields, messages } = structuredClone(this.last);
    const seq = fields.last_seq + 1;
    Object.assign(fields, { last_seq: seq, updated_at: String(seq) });
    if (kind == "edit" && messages.length) {
      const edited = messages[which % messages.length];
      edited.content += `, edited by ${seq}`;
      this.events.push({ type: "message.edited", seq, time: String(seq), data: { ...edited } });
    } else if (kind == "room") {
      fields.status = status;
      this.events.push({ type: "room.updated", seq, time: String(seq), data: { room: { status } } });
    } else {
      const message = {
        id: `m${seq}`,
        seq,
        sender_type: seq % 2 ? "user" : "agent",
        content: `message ${seq}`,
        is_read: false,
      };
      messages.push(message);
      Object.assign(fields, { message_count: messages.length, last_message: { ...message } });
      this.events.push({ type: "message.created", seq, time: String(seq), data: { ...message } });
    }
    this.states.push({ fields, messages });
  }

  get last() {
    return /** @type {{fields: any, messages: any[]}} */ (this.states.at(-1));
  }

  /** The newest page after event `seq`, of so many messages. */
  snapshot(seq, size) {
    const { fields, messages } = structuredClone(this.states[seq]);
    const older = messages.slice(0, -size);
    return { fields, newest: { results: messages.slice(-size), next: older.length ? "older" : null }, older };
  }

  /** Messages written or edited after event `seq`, by the last event of each. */
  later(seq) {
    const touched = new Map();
    for (const { seq: at, type, data } of this.events)
      if (type != "room.updated" && at > seq) touched.set(data.seq, at);
    const messages = structuredClone(this.last.messages).filter((message) => touched.has(message.seq));
    return messages.sort((one, other) => touched.get(one.seq) - touched.get(other.seq));
  }
}

const contents = (messages) => messages.map(({ seq, content }) => [seq, content]);

test("events in any order, doubled, after any snapshot, come to what the server has", () => {
  const size = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(happenings, fc.nat(), size, fc.infiniteStream(fc.nat()), (happened, from, size, random) => {
      const server = new Server(happened);
      const seq = from % server.states.length;
      const { fields, newest, older } = server.snapshot(seq, size);
      const room = new Replica(fields, /** @type {any} */ (newest));
      const doubled = [...server.events, ...server.events].map((event) => [random.next().value, event]);
      for (const [, event] of doubled.sort(([one], [other]) => one - other)) room.apply(structuredClone(event));
      assert.equal(room.hasGap, false);
      assert.equal(room.lastSeq, server.last.fields.last_seq);
      assert.equal(room.fields.status, server.last.fields.status);
      const first = newest.next ? older.length : 0;
      assert.deepEqual(contents(room.messages), contents(server.last.messages.slice(first)));
    }),
  );
});

test("a copy that lost events is whole after it was loaded again, in the order of the messages", () => {
  fc.assert(
    fc.property(happenings, fc.nat(), fc.array(fc.nat()), (happened, from, heard) => {
      const server = new Server(happened);
      const seq = from % server.states.length;
      const { fields, newest, older } = server.snapshot(seq, 4);
      const room = new Replica(fields, /** @type {any} */ (newest));
      for (const index of heard)
        if (server.events.length) room.apply(structuredClone(server.events[index % server.events.length]));
      const known = room.lastSeq;
      const latest = server.snapshot(server.last.fields.last_seq, 4);
      room.renew(latest.fields, [...latest.newest.results, ...server.later(known)]);
      assert.equal(room.lastSeq, server.last.fields.last_seq);
      const first = newest.next ? older.length : 0;
      assert.deepEqual(contents(room.messages), contents(server.last.messages.slice(first)));
      if (!newest.next) return;
      room.prepend({
        results: structuredClone(server.last.messages.slice(0, first)),
        next: null,
        previous: null,
        count: null,
      });
      assert.deepEqual(contents(room.messages), contents(server.last.messages));
    }),
  );
});

test("what counts as read is what the other side's latest position says", () => {
  fc.assert(
    fc.property(happenings, fc.nat(40), fc.nat(40), (happened, customer, agent) => {
      const server = new Server(happened);
      const { fields, newest } = server.snapshot(0, 4);
      const room = new Replica(fields, /** @type {any} */ (newest));
      room.read({ customer: { seq: customer, read_at: "c" } });
      for (const event of server.events) room.apply(structuredClone(event));
      room.read({ agent: { seq: agent, read_at: "a" } });
      for (const { seq, sender_type, is_read } of room.messages)
        assert.equal(is_read, seq <= (sender_type == "user" ? agent : customer));
      assert.equal(
        room.unread("agent"),
        room.messages.filter(({ seq, sender_type }) => sender_type == "user" && seq > agent).length,
      );
    }),
  );
});
