// Frames that are lost, refused, throttled or doubled, and clocks that are set.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IN_QUEUE, beginChat, openDesk, roomOf, say, stored, texts, until } from "./browser.js";

const { system, browser } = await openDesk();

/** A visitor between whom and the server stands what these make of the frames; null to drop one. */
async function interceptedVisitor({ fromPage = (frame) => frame, fromServer = (frame, _socket) => frame }) {
  const page = await browser.window();
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    const reply = (/** @type {any} */ frame) => socket.send(JSON.stringify(frame));
    socket.onMessage((message) => {
      const frame = fromPage(JSON.parse(String(message)), reply);
      if (frame) server.send(JSON.stringify(frame));
    });
    server.onMessage((message) => {
      const frame = fromServer(JSON.parse(String(message)), reply);
      if (frame) socket.send(JSON.stringify(frame));
    });
  });
  await page.goto("/");
  return page;
}

test("a text whose frames never arrive goes another way, and those behind it follow in their order", async () => {
  const visitor = await interceptedVisitor({ fromPage: (frame) => (frame.content == "two" ? null : frame) });
  await beginChat(visitor, "one", { name: "Lost Frames" });
  const room = await roomOf(system, "Lost Frames");
  await say(visitor, "two");
  await say(visitor, "three");
  const messages = await until(
    () => stored(system, room.id),
    (messages) => messages.length == 3,
    20_000,
  );
  assert.deepEqual(
    messages.map(({ content }) => content),
    ["one", "two", "three"],
  );
});

test("a text that was throttled is sent again", async () => {
  let throttled = 0;
  const visitor = await interceptedVisitor({
    fromPage(frame, reply) {
      if (frame.content != "two") return frame;
      throttled += 1;
      if (throttled > 2) return frame;
      return void reply({
        type: "error",
        code: "throttled",
        detail: "Slow down.",
        action: "message",
        client_message_id: frame.client_message_id,
      });
    },
  });
  await beginChat(visitor, "one", { name: "Throttled" });
  const room = await roomOf(system, "Throttled");
  await say(visitor, "two");
  await say(visitor, "three");
  const messages = await until(
    () => stored(system, room.id),
    (messages) => messages.length == 3,
  );
  assert.deepEqual(
    messages.map(({ content }) => content),
    ["one", "two", "three"],
  );
});

test("a text that is refused says so where it stands, and those behind it go on", async () => {
  const visitor = await interceptedVisitor({
    fromPage(frame, reply) {
      if (frame.content != "two") return frame;
      return void reply({
        type: "error",
        code: "invalid",
        detail: "Not this one.",
        action: "message",
        client_message_id: frame.client_message_id,
      });
    },
  });
  await beginChat(visitor, "one", { name: "Refused Text" });
  const room = await roomOf(system, "Refused Text");
  await say(visitor, "two");
  await say(visitor, "three");
  await visitor.locator(".refused", { hasText: "Not this one." }).getByRole("button", { name: "Try again" }).waitFor();
  await until(
    () => stored(system, room.id),
    (messages) => messages.length == 2,
    5_000,
  );
  await visitor.locator(".outgoing").waitFor({ state: "detached" });
  assert.deepEqual(await texts(visitor), ["one", "two", "three"]);
});

for (const [kind, keepsEvent] of /** @type {const} */ ([
  ["alone", false],
  ["beside the event", true],
])) {
  test(`a message that its acknowledgement brings ${kind} is shown once`, async () => {
    /** @type {any} */
    let message;
    /** @type {any} */
    let ack;
    const visitor = await interceptedVisitor({
      fromServer(frame, reply) {
        if (frame.type == "message.created" && frame.data.sender_type == "user") message = frame.data;
        else if (frame.type == "ack") ack = frame;
        else return frame;
        message ??= ack?.data.message;
        if (frame.type == "message.created" && keepsEvent) reply(frame);
        if (message && ack) {
          reply({ ...ack, data: { ...ack.data, message } });
          message = ack = undefined;
        }
        return null;
      },
    });
    await beginChat(visitor, "one", { name: `Acknowledged ${kind}` });
    await say(visitor, "two");
    await visitor.locator(".own .bubble", { hasText: "two" }).waitFor();
    await visitor.locator(".outgoing").waitFor({ state: "detached" });
    await say(visitor, "three");
    await visitor.locator(".outgoing").waitFor({ state: "detached" });
    assert.deepEqual(await texts(visitor), ["one", "two", "three"]);
  });
}

test("what the answer to a sync leaves out, the next one brings", async () => {
  let answers = 0;
  const visitor = await interceptedVisitor({
    fromServer(frame) {
      if (frame.type == "message.created") return null;
      const [room] = frame.data?.rooms ?? [];
      if (frame.type != "sync" || !(room?.events.length > 1)) return frame;
      answers += 1;
      if (answers == 1) room.events.splice(1);
      return frame;
    },
  });
  await beginChat(visitor, "one", { name: "Partial Answer" });
  await visitor.locator(".status", { hasText: IN_QUEUE }).waitFor();
  const { id } = await roomOf(system, "Partial Answer");
  for (const content of ["two", "three", "four"])
    await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content });
  // This event of the browser makes the client ask at once.
  await visitor.evaluate(() => dispatchEvent(new Event("online")));
  await visitor.locator(".other .bubble", { hasText: "four" }).waitFor({ timeout: 20_000 });
  assert.deepEqual(await texts(visitor), ["one", "two", "three", "four"]);
  assert.equal(answers, 2);
});

/** Pings that a page sends from now on. */
function countPings(page) {
  const counted = { pings: 0, pongs: 0 };
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (/"ping"/.test(String(payload))) counted.pings += 1;
    });
    socket.on("framereceived", ({ payload }) => {
      if (/"pong"/.test(String(payload))) counted.pongs += 1;
    });
  });
  return counted;
}

/** Moves a page's clocks, in milliseconds: the one on the wall, and the page's own. */
function shift(page, wall, own) {
  return page.evaluate(
    ({ wall, own }) => {
      const [dateNow, performanceNow] = [Date.now.bind(Date), performance.now.bind(performance)];
      Date.now = () => dateNow() + wall;
      performance.now = () => performanceNow() + own;
    },
    { wall, own },
  );
}

for (const [kind, wall, own] of /** @type {const} */ ([
  ["a clock that is set back does not stop the heartbeat", -3_600_000, 31_000],
  ["after a sleep in which the page's clock stood still, the connection is looked at", 3_600_000, 0],
])) {
  test(kind, async () => {
    const visitor = await browser.window();
    const counted = countPings(visitor);
    await visitor.goto("/");
    await beginChat(visitor, "hello", { name: `Clock ${own}` });
    await visitor.locator(".status", { hasText: IN_QUEUE }).waitFor();
    // A pong that comes later would put the next ping off by the clock as it is then.
    await until(
      async () => counted.pongs,
      (pongs) => pongs > 0 && pongs == counted.pings,
    );
    const before = counted.pings;
    await shift(visitor, wall, own);
    // Anything that wakes the client.
    await say(visitor, "tick");
    await until(
      async () => counted.pings,
      (pings) => pings > before,
      15_000,
    );
  });
}
