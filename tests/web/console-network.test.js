// The console where the network, or what stands in between, lets only a part through.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk, say, texts } from "./browser.js";
import { assign, beThere, open, row, visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");

/** @param {import("playwright-core").Page} page */
async function signIn(page) {
  browser.expectedFaults.push(/401.*users\/me/);
  await page.goto("/console/");
  await page.getByLabel(/^Username/).fill("agent");
  await page.getByLabel("Password").fill(system.passwords.agent);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

// A policy of the page says so by an error alone, a network by the end of the connection.
for (const [blocker, bypassCSP] of /** @type {const} */ ([
  ["the network", true],
  ["a policy", false],
])) {
  test(`where ${blocker} blocks WebSockets, the desk goes on by HTTP: lists, messages, notes and the bell`, async () => {
    const agent = await browser.window({ bypassCSP });
    await agent.addInitScript(() => {
      const Original = WebSocket;
      globalThis.WebSocket = new Proxy(Original, { construct: () => new Original("ws://127.0.0.1:1/") });
    });
    browser.expectedFaults.push(/WebSocket|ws:\/\/127/);
    await signIn(agent);
    if (bypassCSP) await agent.getByText("Your connection is limited").waitFor();
    const visitor = await visitorOf(system, `Slow ${blocker}`);
    await row(agent, "queue", `Slow ${blocker}`).click();
    await agent.getByRole("button", { name: "Take chat" }).click();
    await agent.locator(".composer textarea:focus").waitFor();
    await row(agent, "mine", `Slow ${blocker}`).waitFor();
    await say(agent, "By post");
    await visitor.say("Received");
    await agent.locator(".bubble", { hasText: "Received" }).waitFor();
    assert.deepEqual((await texts(agent)).toSorted(), ["By post", `Hello from Slow ${blocker}`, "Received"]);
    const { results } = await system.asAdmin("GET", `/api/chat-rooms/${visitor.roomId}/messages/`);
    assert.equal(results.filter(({ content }) => content == "By post").length, 1);
    await system.asAdmin("POST", `/api/chat-rooms/${visitor.roomId}/notes/`, { content: "Seen from afar" });
    await agent.locator(".notes", { hasText: "Seen from afar" }).waitFor();
    const other = await visitorOf(system, `Second behind ${blocker}`);
    await assign(system, other.roomId);
    await row(agent, "mine", other.name).waitFor();
    await agent.getByRole("button", { name: /^Notifications, \d+ unread/ }).waitFor();
    assert.deepEqual(browser.faults, []);
  });
}

test("an answer of something in between signs nobody out, and takes no chat off the desk", async () => {
  const agent = await browser.window();
  const { roomId } = await visitorOf(system, "Behind A Proxy");
  await assign(system, roomId);
  await signIn(agent);
  await open(agent, "mine", "Behind A Proxy");
  await agent.locator(".bubble", { hasText: "Hello from Behind A Proxy" }).waitFor();
  browser.expectedFaults.push(/40[134]/);
  for (const status of [401, 403, 404]) {
    const answered = agent.waitForResponse((response) => response.status() == status);
    await agent.route("**/api/**", (route) =>
      route.fulfill({ status, contentType: "text/html", body: "<h1>Blocked</h1>" }),
    );
    await agent.evaluate(() => dispatchEvent(new Event("online")));
    await agent.getByRole("button", { name: /^Notifications/ }).click();
    await agent.getByRole("dialog", { name: "Notifications" }).getByRole("button", { name: "Try again" }).waitFor();
    await answered;
    await agent.keyboard.press("Escape");
    await agent.unroute("**/api/**");
    await agent.getByRole("button", { name: "Sign out" }).waitFor();
    await row(agent, "mine", "Behind A Proxy").waitFor();
    await agent.locator(".room-head", { hasText: "Behind A Proxy" }).waitFor();
  }
  assert.deepEqual(browser.faults, []);
});

test("a chat that can't be taken says why, and its button works the next time", async () => {
  const { name } = await visitorOf(system, "Second Try");
  const agent = await browser.window();
  await signIn(agent);
  await row(agent, "queue", name).click();
  const take = agent.getByRole("button", { name: "Take chat" });
  await take.waitFor();
  browser.expectedFaults.push(/ERR_FAILED|503/);
  await agent.route("**/take_chat/", (route) => route.abort(), { times: 1 });
  await take.click();
  await agent.locator(".toast").waitFor();
  await take.click();
  await agent.locator(".composer textarea:focus").waitFor();
  await agent.route(
    "**/toggle_availability/",
    (route) => route.fulfill({ status: 503, contentType: "text/html", body: "busy" }),
    { times: 1 },
  );
  const availability = agent.getByRole("switch");
  await availability.click();
  await agent.locator(".toast").nth(1).waitFor();
  await availability.click();
  await agent.getByRole("switch", { name: "Away" }).waitFor();
  await availability.click();
  await agent.getByRole("switch", { name: "Available" }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("what staff are told of a customer is marked for what it is: verified, or a rating's reason", async () => {
  const told = { rating: 1, rating_comment: "Nobody <i>listened</i>." };
  const vouched = { is_verified: true, external_id: "shop-4711" };
  const [known, claims] = [await visitorOf(system, "Known Person"), await visitorOf(system, "Known Person Too")];
  const agent = await browser.window();
  await agent.route(/\/api\/chat-rooms\//, async (route) => {
    const response = await route.fetch();
    const answer = await response.json().catch(() => null);
    for (const room of [answer, ...(answer?.chats ?? [])])
      if (room?.id == known.roomId) Object.assign(room, told, { chat_user: { ...room.chat_user, ...vouched } });
    return answer ? route.fulfill({ response, json: answer }) : route.fulfill({ response });
  });
  await signIn(agent);
  await agent.locator("#queue .room", { hasText: "Known Person" }).filter({ hasText: "Verified" }).click();
  const details = agent.getByRole("complementary", { name: "Details" });
  for (const text of ["Verified", "shop-4711", "★ (1 out of 5)", "Nobody <i>listened</i>."])
    await details.getByText(text, { exact: true }).waitFor();
  await agent.locator(".room-head .chip", { hasText: "Verified" }).waitFor();
  await row(agent, "queue", claims.name).click();
  await agent.locator(".room-head", { hasText: claims.name }).waitFor();
  assert.equal(await agent.locator(".room-head, .details-panel").getByText("Verified").count(), 0);
  assert.equal(await row(agent, "queue", claims.name).getByText("Verified").count(), 0);
  assert.deepEqual(browser.faults, []);
});
