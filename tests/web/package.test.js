// The npm package, as an application outside of browsers uses it: what it has in it, and that its client loses nothing.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { stored, until } from "./browser.js";
import { installPackage } from "./packed.js";
import { System } from "./system.js";

assert.ok(globalThis.WebSocket, "before version 22, node needs --experimental-websocket");

const { files, load } = installPackage();
const { ApiError, connect, signIn, startChat } = await load();
// Cuts come faster than people's.
const system = await System.start(["--frames-per-second", "0", "--rooms-per-hour", "0", "--connections-per-user", "0"]);
after(() => system.stop());

const tokens = {
  agent: await signIn(system.url, "agent", system.passwords.agent),
  customer: await signIn(system.url, "customer", system.passwords.customer),
};

/** @typedef {import("../../web/client/index.js").Chat} Chat */

/**
 * A client that ends with the test.
 * @param {import("node:test").TestContext} context @param {Partial<import("../../web/client/connect.js").Options>} who
 */
function join(context, who) {
  const chat = connect({ url: system.url, ...who });
  context.after(() => chat.close());
  return chat;
}

/** The next event of a type, for which something holds. @param {Chat} chat @param {any} type */
function next(chat, type, isMeant = (/** @type {any} */ _detail) => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${type}`)), 20_000);
    const end = chat.on(type, (detail) => {
      if (!isMeant(detail)) return;
      end();
      clearTimeout(timer);
      resolve(detail);
    });
  });
}

/** A customer and an agent in a room that both have loaded. @param {import("node:test").TestContext} context */
async function converse(context, subject = "A question") {
  const customer = join(context, { tokens: tokens.customer });
  const agent = join(context, { tokens: tokens.agent });
  const room = await customer.openRoom({ subject });
  context.after(() => system.asAdmin("POST", `/api/chat-rooms/${room.id}/close/`));
  await agent.api.post(`/api/chat-rooms/${room.id}/take_chat/`);
  const desk = agent.follow(room.id);
  await until(
    async () => [room.fields?.status, desk.fields?.status, customer.status, agent.status].join(),
    (now) => {
      return now == "active,active,online,online";
    },
  );
  return { customer, agent, room, desk };
}

const said = (messages) => messages.filter(({ sender_type }) => sender_type != "system").map(({ content }) => content);

test("the package has the client's modules with their types, and nothing else", () => {
  const modules = [
    "api",
    "chat",
    "chat-state",
    "client",
    "connect",
    "connection",
    "driver",
    "index",
    "outbox",
    "replica",
  ];
  modules.push("requests", "room", "staff-client", "storage", "timing", "token-api");
  const expected = [
    ...modules.flatMap((module) => [`package/${module}.js`, `package/${module}.d.ts`]),
    ...["LICENSE", "README.md", "api-calls.d.ts", "api-types.d.ts", "package.json", "types.d.ts", "widget.d.ts"].map(
      (file) => `package/${file}`,
    ),
  ];
  assert.deepEqual(files.sort(), expected.sort());
});

test("a customer and an agent hear each other, each message once", async (context) => {
  const { customer, agent, room, desk } = await converse(context);
  /** @type {string[]} */
  const heard = [];
  const end = agent.on("message", ({ room, message }) => void heard.push(`${room.id} ${message.content}`));
  const hears = next(agent, "message");
  const message = await room.send("Hello");
  assert.deepEqual([message.content, message.sender_type], ["Hello", "user"]);
  await hears;
  const answer = next(customer, "message", ({ message }) => message.sender_type == "agent");
  await desk.send("How can I help?");
  assert.equal((await answer).message.content, "How can I help?");
  assert.deepEqual(heard, [`${room.id} Hello`, `${room.id} How can I help?`]);
  end();
  await room.send("Nobody listens");
  await until(
    async () => said(desk.messages).length,
    (count) => count == 3,
  );
  assert.equal(heard.length, 2);
});

test("typing and reading are seen by the other side", async (context) => {
  const { agent, room, desk } = await converse(context);
  const typing = next(agent, "typing");
  room.typing();
  assert.equal((await typing).data.is_typing, true);
  await desk.send("Read me");
  await until(
    async () => said(room.messages).length,
    (count) => count == 1,
  );
  assert.ok(room.unread("customer") > 0);
  const read = next(agent, "message.read", ({ data }) => data.side == "customer");
  room.read();
  assert.equal((await read).data.seq, room.lastSeq);
  assert.equal(desk.messages.at(-1)?.is_read, true);
  await until(
    async () => room.unread("customer"),
    (count) => count == 0,
  );
});

test("messages written without a network arrive in their order, once it is back", async (context) => {
  const { room, desk } = await converse(context);
  system.cut();
  context.after(() => system.restore());
  const sent = ["one", "two", "three"].map((content) => room.send(content));
  assert.deepEqual(
    room.outgoing.map(({ content }) => content),
    ["one", "two", "three"],
  );
  system.restore();
  const messages = await Promise.all(sent);
  assert.deepEqual(
    messages.map(({ content }) => content),
    ["one", "two", "three"],
  );
  await until(
    async () => said(desk.messages).join(),
    (texts) => texts == "one,two,three",
  );
  assert.deepEqual(room.outgoing, []);
});

test("a message whose acknowledgement was lost is sent again, and stored once", async (context) => {
  const { room } = await converse(context);
  system.mute();
  const sending = room.send("Once");
  const [first] = await until(
    () => stored(system, room.id),
    (messages) => messages.length > 0,
  );
  assert.equal(room.outgoing.length, 1);
  system.cut();
  system.restore();
  const { id, client_message_id } = await sending;
  assert.deepEqual([id, client_message_id], [first.id, first.client_message_id]);
  assert.deepEqual(said(await stored(system, room.id)), ["Once"]);
  assert.deepEqual(said(room.messages), ["Once"]);
});

test("whenever the network is cut, both sides see all messages, once, in one order", async (context) => {
  const { customer, agent, room, desk } = await converse(context);
  context.after(() => system.restore());
  /** @type {Record<string, string[]>} */
  const heard = { customer: [], agent: [] };
  for (const [name, chat] of Object.entries({ customer, agent }))
    chat.on("message", ({ message }) => void heard[name].push(message.content));
  const actions = fc.sample(
    fc.array(fc.constantFrom("customer", "agent", "customer", "agent", "cut", "mute", "wait"), {
      minLength: 20,
      maxLength: 30,
    }),
    1,
  )[0];
  context.diagnostic(actions.join(" "));
  const sent = [];
  for (const [index, action] of actions.entries()) {
    if (action == "customer") sent.push(room.send(`customer ${index}`));
    if (action == "agent") sent.push(desk.send(`agent ${index}`));
    if (action == "mute") system.mute();
    if (action == "cut") {
      system.cut();
      system.restore();
    }
    if (action == "wait") await sent.at(-1);
  }
  // The connection that was muted last stays so until it is found to be dead.
  system.cut();
  system.restore();
  await Promise.all(sent);
  const all = said(await stored(system, room.id));
  assert.equal(all.length, sent.length);
  for (const who of ["customer", "agent"]) {
    const own = (/** @type {string} */ text) => text.startsWith(who);
    const written = actions.flatMap((action, index) => (action == who ? `${who} ${index}` : []));
    assert.deepEqual(all.filter(own), written);
  }
  await until(
    async () => Math.min(heard.customer.length, heard.agent.length),
    (count) => count >= all.length,
  );
  assert.deepEqual(heard, { customer: all, agent: all });
  assert.deepEqual(said(room.messages), all);
  assert.deepEqual(said(desk.messages), all);
});

test("what was not sent before a reload is sent after it", async (context) => {
  const { customer, room } = await converse(context);
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
  customer.close();
  const before = connect({ url: system.url, tokens: tokens.customer, storage });
  await next(before, "joined", ({ id }) => id == room.id);
  system.cut();
  context.after(() => system.restore());
  const sending = before.follow(room.id).send("Survives");
  before.close();
  await assert.rejects(sending, (error) => error instanceof ApiError && error.code == "closed");
  system.restore();
  join(context, { tokens: tokens.customer, storage });
  await until(
    async () => said(await stored(system, room.id)).join(),
    (texts) => texts == "Survives",
  );
  await until(
    async () => kept.size,
    (size) => size == 0,
  );
});

test("a refused message says why, and those behind it go on", async (context) => {
  const { room } = await converse(context);
  const refused = room.send("x".repeat(10_001));
  const sent = room.send("behind it");
  await assert.rejects(refused, (error) => error instanceof ApiError && "content" in error.fields);
  assert.equal((await sent).content, "behind it");
  assert.equal(room.outgoing.length, 1);
  room.discard(room.outgoing[0].id);
  assert.deepEqual(room.outgoing, []);
});

test("without WebSockets, messages go and come by HTTP", async (context) => {
  const { customer, desk, room } = await converse(context);
  customer.close();
  const { WebSocket } = globalThis;
  Object.assign(globalThis, { WebSocket: undefined });
  context.after(() => Object.assign(globalThis, { WebSocket }));
  const polling = join(context, { tokens: tokens.customer });
  const same = polling.follow(room.id);
  await until(
    async () => polling.status,
    (status) => status == "polling",
  );
  const hears = next(polling, "message", ({ message }) => message.sender_type == "agent");
  assert.equal((await same.send("by request")).content, "by request");
  await desk.send("by polling");
  assert.equal((await hears).message.content, "by polling");
});

test("a token that the server refuses ends the client", async (context) => {
  const chat = join(context, { token: "no.such.token" });
  const sending = chat.follow("01890a5d-ac96-774b-bcce-b302099a8057").send("Never");
  assert.equal(await next(chat, "status", (status) => status != "connecting"), "signed-out");
  await assert.rejects(sending, (error) => error instanceof ApiError && error.code == "closed");
  await assert.rejects(signIn(system.url, "customer", "wrong"), (error) => error instanceof ApiError);
  assert.throws(() => connect({ url: system.url }), TypeError);
});

test("an expired access token is refreshed, once for all requests", async (context) => {
  const own = await signIn(system.url, "customer", system.passwords.customer);
  /** @type {unknown[]} */
  const kept = [];
  const expired = { ...own, access: "expired" };
  const chat = join(context, { tokens: expired, onTokens: (tokens) => void kept.push(tokens) });
  await Promise.all([chat.api.get("/api/users/me/"), chat.api.get("/api/users/me/"), next(chat, "pong")]);
  assert.equal(kept.length, 1);
});

test("tokens of an application's own server are asked for when they are needed", async (context) => {
  /** @type {unknown[]} */
  const asked = [];
  const answers = [new Error("not reachable"), "expired", tokens.customer.access];
  const chat = join(context, {
    getToken: async (refused) => {
      asked.push(refused);
      const answer = answers.shift() ?? null;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  await next(chat, "pong");
  assert.deepEqual(asked, [undefined, undefined, "expired"]);
  const nobody = join(context, { getToken: () => null });
  assert.equal(await next(nobody, "status", (status) => status != "connecting"), "signed-out");
});

test("a visitor starts a chat, and comes back to it with the token", async (context) => {
  const { chat_room_id, token } = await startChat(`${system.url}/`, { initial_message: "Hi", full_name: "Vera" });
  const first = join(context, { token });
  const room = await next(first, "joined");
  assert.deepEqual([room.id, said(room.messages)], [chat_room_id, ["Hi"]]);
  first.close();
  assert.equal(first.status, "closed");
  const second = join(context, { token });
  assert.equal((await next(second, "joined")).id, chat_room_id);
});

test("older messages are loaded page by page, and told as new to nobody", async (context) => {
  const { customer, room } = await converse(context);
  for (let count = 1; count <= 60; count += 1)
    await system.asAdmin("POST", `/api/chat-rooms/${room.id}/send_message/`, { content: `message ${count}` });
  customer.close();
  const chat = join(context, { tokens: tokens.customer });
  chat.on("message", () => assert.fail("an old message"));
  const again = await next(chat, "joined", ({ id }) => id == room.id);
  assert.ok(again.messages.length < 60);
  while (again.hasOlder) await again.loadOlder();
  const texts = Array.from({ length: 60 }, (_, index) => `message ${index + 1}`);
  assert.deepEqual(said(again.messages), texts);
});
