// Obstacles between a visitor and the server: networks that let no WebSocket through, or nothing, and answers of
// somebody else.

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { after, test } from "node:test";
import { IN_QUEUE, beginChat, openChat, openDesk, openSite, roomOf, say, stored, texts, until } from "./browser.js";

const { system, browser } = await openDesk();
browser.expectedFaults.push(/WebSocket|ERR_|401|403|404|429|50\d/);

/** Takes every connection and never answers. */
const deaf = net.createServer((socket) => void socket.on("error", () => {}));
deaf.listen(0, "127.0.0.1");
await once(deaf, "listening");
after(() => deaf.close());
const { port } = /** @type {net.AddressInfo} */ (deaf.address());

/** A visitor whose WebSockets all lead elsewhere, as long as the page's `blocked` is true. */
async function blockedVisitor(elsewhere) {
  const page = await browser.window();
  await page.addInitScript((elsewhere) => {
    const Real = WebSocket;
    const scope = /** @type {any} */ (globalThis);
    scope.blocked = true;
    scope.timers = 0;
    const { setTimeout } = scope;
    scope.setTimeout = (/** @type {any[]} */ ...given) => {
      scope.timers += 1;
      return setTimeout(...given);
    };
    scope.WebSocket = new Proxy(Real, { construct: (_, [url]) => new Real(scope.blocked ? elsewhere : url) });
  }, elsewhere);
  await openSite(page, system);
  return page;
}

const answer = (room, content) => system.asAdmin("POST", `/api/chat-rooms/${room.id}/send_message/`, { content });

for (const [kind, elsewhere] of [
  ["are refused", "ws://127.0.0.1:1/"],
  ["hang", `ws://127.0.0.1:${port}/`],
]) {
  test(`where WebSockets ${kind}, texts and answers go by HTTP, and back to a WebSocket once one opens`, async () => {
    const visitor = await blockedVisitor(elsewhere);
    const name = `WebSockets ${kind}`;
    await beginChat(visitor, "one", { name });
    const room = await roomOf(system, name);
    await say(visitor, "two");
    await say(visitor, "three");
    await until(
      () => stored(system, room.id),
      (messages) => messages.length == 3,
      15_000,
    );
    await answer(room, "four");
    await visitor.locator(".other .bubble", { hasText: "four" }).waitFor({ timeout: 10_000 });
    assert.deepEqual(await texts(visitor), ["one", "two", "three", "four"]);
    await visitor.locator(".status", { hasText: "limited" }).waitFor();
    // From one request to the next, the page rests.
    const timers = () => visitor.evaluate(() => /** @type {any} */ (globalThis).timers);
    const poll = () => visitor.waitForRequest((request) => request.url().endsWith(`/api/chat-rooms/${room.id}/`));
    await poll();
    const before = await timers();
    await poll();
    assert.ok((await timers()) - before < 50, `${(await timers()) - before} timers`);
    // The agent sees as read all that the visitor has seen.
    await until(
      () => stored(system, room.id),
      (messages) => messages.at(-1)?.is_read,
    );
    await visitor.evaluate(() => /** @type {any} */ ((globalThis.blocked = false)));
    await visitor.locator(".status", { hasText: IN_QUEUE }).waitFor({ timeout: 20_000 });
    await say(visitor, "five");
    await visitor.locator(".outgoing").waitFor({ state: "detached" });
    const messages = await stored(system, room.id);
    assert.deepEqual(
      messages.map(({ content }) => content),
      ["one", "two", "three", "four", "five"],
    );
  });
}

test("over a WebSocket that opens and swallows everything, nothing waits for ever", async () => {
  const visitor = await browser.window();
  await visitor.routeWebSocket(/\/ws/, () => {});
  await visitor.goto("/");
  await beginChat(visitor, "one", { name: "Swallowed" });
  const room = await roomOf(system, "Swallowed");
  await say(visitor, "two");
  await until(
    () => stored(system, room.id),
    (messages) => messages.length == 2,
    15_000,
  );
  await answer(room, "three");
  await visitor.locator(".other .bubble", { hasText: "three" }).waitFor();
});

test("a network that is gone shows at once, and what was written meanwhile is sent once it is back", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "one", { name: "Offline" });
  await visitor.locator(".status", { hasText: IN_QUEUE }).waitFor();
  await visitor.context().setOffline(true);
  await visitor.locator(".status", { hasText: "You’re offline" }).waitFor({ timeout: 3_000 });
  await say(visitor, "two");
  await visitor.context().setOffline(false);
  await visitor.locator(".status", { hasText: IN_QUEUE }).waitFor();
  const room = await roomOf(system, "Offline");
  await until(
    () => stored(system, room.id),
    (messages) => messages.length == 2,
  );
});

test("an answer of something in between ends no visit", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "still here", { name: "In Between" });
  const { id } = await roomOf(system, "In Between");
  const foreign = { contentType: "text/html", body: "<html>Blocked</html>" };
  for (const status of [401, 403, 404, 200]) {
    await visitor.route(`**/api/chat-rooms/${id}/`, (route) => route.fulfill({ ...foreign, status }), { times: 1 });
    await visitor.route("**/ws-ticket/", (route) => route.fulfill({ ...foreign, status }), { times: 1 });
    await visitor.reload();
    await openChat(visitor);
    await visitor.locator(".messages .own", { hasText: "still here" }).waitFor();
    await visitor.locator(".status", { hasText: IN_QUEUE }).waitFor();
  }
});

test("our own word that a token is not valid ends the visit, and what was being written begins the next", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Ended Session" });
  await visitor.getByRole("textbox", { name: "Message" }).fill("half a word");
  await visitor.route("**/api/auth/ws-ticket/", (route) =>
    route.fulfill({
      status: 401,
      json: { detail: "Given token not valid for any token type", code: "token_not_valid" },
    }),
  );
  await visitor.reload();
  await visitor.getByText("Hi! Ask us anything").waitFor({ state: "attached" });
  await openChat(visitor);
  assert.equal(await visitor.getByRole("textbox", { name: "Message" }).inputValue(), "half a word");
});
