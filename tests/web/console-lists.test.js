// The lists of the console: what a click opens, what is found, and what is said when a list can't be loaded.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { openDesk, say, until } from "./browser.js";
import { assign, beThere, open, row, tab, visitorOf, visitorsOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
afterEach(() => browser.closeWindows());

/** An agent of a test's own, whose chats are only those that it is given. */
async function agentOf(username) {
  system.passwords[username] = "correct horse 1";
  const who = {
    username,
    email: `${username}@example.com`,
    password: system.passwords[username],
    first_name: username,
    last_name: "Agent",
    max_concurrent_chats: 100,
  };
  const { id } = await system.asAdmin("POST", "/api/admin-agents/", who);
  await beThere(system, username);
  return id;
}

/** Gives an agent a chat with each of these, the last one last. */
async function give(agentId, names) {
  const visitors = await visitorsOf(system, names);
  for (const { roomId } of visitors) await assign(system, roomId, agentId);
  return visitors;
}

const names = (page, list) => page.locator(`#${list} .room .name`).allInnerTexts();

/** Clicks where the pointer is, whatever is there by now. */
async function clickThere(page) {
  await page.mouse.down();
  await page.mouse.up();
}

async function pointAt(page, locator) {
  await locator.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await locator.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
}

test("a click opens the chat that was aimed at, though others get messages, come and go meanwhile", async () => {
  const agentId = await agentOf("aimer");
  const visitors = await give(agentId, ["Ada", "Björn", "Chloé", "Dora", "Emil"]);
  const agent = await browser.staff("/console/", "aimer");
  await tab(agent, "mine").click();
  await agent.locator("#mine .room").nth(4).waitFor();
  const before = await names(agent, "mine");
  await pointAt(agent, agent.locator("#mine .room").nth(2));
  const [first, second, aimed] = before.map((name) => visitors.find((visitor) => visitor.name == name));
  await visitors[0].say("I am the loudest");
  await visitors[1].say("So am I");
  for (const { name } of visitors.slice(0, 2)) await row(agent, "mine", name).locator(".badge").waitFor();
  const [late] = await give(agentId, ["Latecomer"]);
  await row(agent, "mine", late.name).waitFor();
  await system.asAdmin("POST", `/api/chat-rooms/${first.roomId}/resolve/`);
  await row(agent, "mine", first.name).locator(".chip", { hasText: "No longer yours" }).waitFor();
  assert.deepEqual(await names(agent, "mine"), [...before, "Latecomer"]);
  await clickThere(agent);
  await agent.locator(".room-head", { hasText: aimed.name }).waitFor();
  // Once nobody aims at a row, the list is as it should be.
  await agent.mouse.move(900, 300);
  await row(agent, "mine", first.name).waitFor({ state: "detached" });
  assert.deepEqual(await names(agent, "mine"), ["Latecomer", second.name, ...before.slice(2)]);
  assert.deepEqual(browser.faults, []);
});

test("in the queue a more urgent chat, and one that another agent takes, move no row under the pointer", async () => {
  await agentOf("watcher");
  const agent = await browser.staff("/console/", "watcher");
  const visitors = await visitorsOf(system, ["Queue One", "Queue Two", "Queue Three"]);
  for (const { name } of visitors) await row(agent, "queue", name).waitFor();
  await pointAt(agent, row(agent, "queue", "Queue Three"));
  await assign(system, visitors[0].roomId);
  await row(agent, "queue", "Queue One").locator(".chip", { hasText: "Left the queue" }).waitFor();
  const urgent = await visitorOf(system, "Queue Urgent");
  await system.asAdmin("PATCH", `/api/chat-rooms/${urgent.roomId}/`, { priority: "urgent" });
  await row(agent, "queue", "Queue Urgent").locator(".flag.urgent").waitFor();
  await clickThere(agent);
  await agent.locator(".room-head", { hasText: "Queue Three" }).waitFor();
  await agent.mouse.move(900, 300);
  await row(agent, "queue", "Queue One").waitFor({ state: "detached" });
  assert.equal((await names(agent, "queue"))[0], "Queue Urgent");
  assert.deepEqual(browser.faults, []);
});

test("a chat that an admin assigns to the agent who looks at it brings no other list under the pointer", async () => {
  const agentId = await agentOf("looker");
  const agent = await browser.staff("/console/", "looker");
  const [one, two] = await visitorsOf(system, ["Look One", "Look Two"]);
  await row(agent, "queue", one.name).click();
  await agent.locator(".room-head", { hasText: one.name }).waitFor();
  await pointAt(agent, row(agent, "queue", two.name));
  await assign(system, one.roomId, agentId);
  await agent.locator(".composer textarea").waitFor();
  await row(agent, "queue", one.name).locator(".chip", { hasText: "Left the queue" }).waitFor();
  await clickThere(agent);
  await agent.locator(".room-head", { hasText: two.name }).waitFor();
  assert.deepEqual(browser.faults, []);
});

for (const [broken, brokenList, wholeList] of /** @type {const} */ ([
  ["waiting_chats", "queue", "mine"],
  ["my_chats", "mine", "queue"],
])) {
  test(`when ${broken} fails, its list says so and is tried again, and the other is shown`, async () => {
    const agentId = await agentOf(`without${brokenList}`);
    const [own] = await give(agentId, [`Own beside ${broken}`]);
    const waiting = await visitorOf(system, `Waiting beside ${broken}`);
    const [shown, hidden] = brokenList == "queue" ? [own, waiting] : [waiting, own];
    const agent = await browser.window();
    await agent.route(`**/${broken}/**`, (route) =>
      route.fulfill({ status: 500, contentType: "application/json", body: `{"detail": "A server error occurred."}` }),
    );
    browser.expectedFaults.push(/401.*users\/me/, new RegExp(`500.*${broken}`));
    await agent.goto("/console/");
    await agent.getByLabel(/^Username/).fill(`without${brokenList}`);
    await agent.getByLabel("Password").fill("correct horse 1");
    await agent.getByRole("button", { name: "Sign in" }).click();
    await tab(agent, wholeList).click();
    await row(agent, wholeList, shown.name).waitFor();
    await tab(agent, brokenList).click();
    await agent.locator(`#${brokenList} [role=alert] .fault`).waitFor();
    assert.equal(await agent.locator(`#${brokenList}`).getByText("Loading").count(), 0);
    await agent.unroute(`**/${broken}/**`);
    await agent.locator(`#${brokenList}`).getByRole("button", { name: "Try again" }).click();
    await row(agent, brokenList, hidden.name).waitFor();
    await agent.locator(`#${brokenList} [role=alert]`).waitFor({ state: "detached" });
    assert.deepEqual(browser.faults, []);
  });
}

test("a chat that begins while the queue is asked for is not forgotten by an answer that is older", async () => {
  await agentOf("overtaker");
  // No push tells of this one: it is there once the answer is.
  await visitorOf(system, "Known Before");
  const agent = await browser.window();
  browser.expectedFaults.push(/401.*users\/me/);
  let late;
  // The first answer is held back until a push has told of a chat that it doesn't know.
  const held = new Promise((resolve) => {
    agent.route(
      "**/waiting_chats/**",
      async (route) => {
        const response = await route.fetch();
        late = await visitorOf(system, "Late For The Answer");
        await row(agent, "queue", late.name).waitFor();
        await route.fulfill({ response });
        resolve(response);
      },
      { times: 1 },
    );
  });
  await agent.goto("/console/");
  await agent.getByLabel(/^Username/).fill("overtaker");
  await agent.getByLabel("Password").fill("correct horse 1");
  await agent.getByRole("button", { name: "Sign in" }).click();
  await held;
  await row(agent, "queue", "Known Before").waitFor();
  assert.equal(await row(agent, "queue", late.name).count(), 1);
  assert.deepEqual(browser.faults, []);
});

test("before any chat is chosen, the page says how to begin", async () => {
  const agent = await browser.staff("/console/", "agent");
  await agent.getByText("Select a chat to get started.").waitFor();
});

test("a chat that is reopened, or returned, is in the queue at once; a resolved one takes no reply", async () => {
  const agentId = await agentOf("reopener");
  const [{ roomId }, { roomId: otherId }] = await give(agentId, ["Comes Back", "Another One"]);
  const agent = await browser.staff("/console/", "reopener");
  await open(agent, "mine", "Comes Back");
  await say(agent, "Solved.");
  await agent.locator(".own .bubble", { hasText: "Solved." }).waitFor();
  await agent.getByRole("button", { name: "Resolve" }).click();
  await agent.getByText("This chat is resolved. Reopen it to reply.").waitFor();
  assert.equal(await agent.locator(".composer").isVisible(), false);
  await row(agent, "mine", "Comes Back").waitFor({ state: "detached" });
  // The console has put it away by now, and knows of it only what it is told.
  await row(agent, "mine", "Another One").click();
  await agent.locator(".room-head", { hasText: "Another One" }).waitFor();
  await system.asAdmin("POST", `/api/chat-rooms/${roomId}/reopen/`);
  await tab(agent, "queue").click();
  await row(agent, "queue", "Comes Back").waitFor();
  await system.asAdmin("POST", `/api/chat-rooms/${otherId}/unassign_agent/`);
  await row(agent, "queue", "Another One").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a message is marked in one row, and no other is touched", async () => {
  const agentId = await agentOf("marker");
  const visitors = await give(agentId, ["Mark One", "Mark Two", "Mark Three"]);
  const agent = await browser.staff("/console/", "marker");
  await open(agent, "mine", "Mark One");
  await row(agent, "mine", "Mark One").locator(".badge").waitFor({ state: "detached" });
  await row(agent, "mine", "Mark Three").locator(".wait.good").waitFor();
  await agent.evaluate(() => {
    const changed = /** @type {Set<string>} */ (new Set());
    new MutationObserver((changes) => {
      for (const { target } of changes) changed.add(target.textContent ?? "");
    }).observe(/** @type {Element} */ (document.querySelector("#mine")), { childList: true, subtree: true });
    Object.assign(globalThis, { changed });
  });
  await visitors[1].say("Look here");
  await row(agent, "mine", "Mark Two").locator(".excerpt", { hasText: "Look here" }).waitFor();
  const changed = await agent.evaluate(() => [.../** @type {any} */ (globalThis).changed]);
  assert.deepEqual([changed.length, changed.every((text) => text.includes("Mark Two"))], [1, true]);
  assert.equal(await row(agent, "mine", "Mark Two").getAttribute("class"), "room quiet is-unread");
  await say(agent, "Hello, One");
  await row(agent, "mine", "Mark One").getByText("You:").waitFor();
  assert.equal(await row(agent, "mine", "Mark One").locator(".wait").count(), 0);
  assert.deepEqual(browser.faults, []);
});

test("a draft of a message or a note is marked in the list until it is sent", async () => {
  const agentId = await agentOf("drafter");
  await give(agentId, ["Draft One", "Draft Two"]);
  const agent = await browser.staff("/console/", "drafter");
  await open(agent, "mine", "Draft One");
  await agent.getByRole("textbox", { name: "Message" }).fill("Not sent yet");
  await open(agent, "mine", "Draft Two");
  await row(agent, "mine", "Draft One").getByText("Draft: Not sent yet").waitFor();
  await agent.getByLabel("Internal note").fill("Not added yet");
  await open(agent, "mine", "Draft One");
  await row(agent, "mine", "Draft Two").getByText("Note draft: Not added yet").waitFor();
  await agent.getByRole("textbox", { name: "Message" }).press("Enter");
  await row(agent, "mine", "Draft One").getByText("You: Not sent yet").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a search finds chats of any list, by words without their accents, and its end leads back", async () => {
  const agentId = await agentOf("searcher");
  const [, ended] = await give(agentId, ["Zoë Sought", "Zoë Ended"]);
  await system.asAdmin("POST", `/api/chat-rooms/${ended.roomId}/close/`);
  await visitorOf(system, "Zoë Waiting");
  const agent = await browser.staff("/console/", "searcher");
  await tab(agent, "mine").click();
  const search = agent.getByLabel("Search all chats");
  await search.fill("zoe");
  await agent.locator("#all .room").nth(2).waitFor();
  assert.deepEqual((await names(agent, "all")).toSorted(), ["Zoë Ended", "Zoë Sought", "Zoë Waiting"]);
  await search.fill("zoe nobody");
  await agent.getByText("No chats match.").waitFor();
  await agent.getByRole("button", { name: "Clear search and filters" }).click();
  await row(agent, "mine", "Zoë Sought").waitFor();
  assert.equal(await search.inputValue(), "");
  assert.deepEqual(browser.faults, []);
});

test("filters narrow each list down, and say how many are set", async () => {
  const agentId = await agentOf("filterer");
  const [, urgent] = await give(agentId, ["Filter Plain", "Filter Urgent"]);
  await system.asAdmin("PATCH", `/api/chat-rooms/${urgent.roomId}/`, { priority: "urgent", tags: ["Billing"] });
  const agent = await browser.staff("/console/", "filterer");
  await open(agent, "mine", "Filter Plain");
  await say(agent, "An answer");
  await row(agent, "mine", "Filter Plain").getByText("You:").waitFor();
  await agent.getByRole("button", { name: /^Filters/ }).click();
  const shown = (...expected) =>
    until(
      () => names(agent, "mine"),
      (now) => String(now) == String(expected),
    );
  await agent.getByRole("button", { name: "Unanswered" }).click();
  await shown("Filter Urgent");
  await agent.getByRole("button", { name: "Unanswered" }).click();
  await shown("Filter Urgent", "Filter Plain");
  const filters = agent.getByRole("group", { name: "Filters" });
  await filters.getByLabel("Tag").fill("billing");
  await filters.getByLabel("Tag").press("Enter");
  await filters.getByLabel("Priority").selectOption("Urgent");
  await shown("Filter Urgent");
  await agent.locator("button[aria-controls=filters] .count", { hasText: "2" }).waitFor();
  await tab(agent, "all").click();
  await until(
    () => names(agent, "all"),
    (now) => String(now) == "Filter Urgent",
  );
  await filters.getByRole("button", { name: "Clear filters" }).click();
  await row(agent, "all", "Filter Plain").waitFor();
  await filters.getByLabel("Agent").selectOption("filterer Agent");
  await until(
    () => names(agent, "all"),
    (now) => now.length == 2,
  );
  assert.deepEqual(browser.faults, []);
});

test("a wait is green, then amber, then red", async () => {
  await agentOf("clock");
  const { name } = await visitorOf(system, "Long Wait");
  const agent = await browser.window();
  browser.expectedFaults.push(/401.*users\/me/);
  await agent.clock.install();
  await agent.goto("/console/");
  await agent.getByLabel(/^Username/).fill("clock");
  await agent.getByLabel("Password").fill("correct horse 1");
  await agent.getByRole("button", { name: "Sign in" }).click();
  const wait = row(agent, "queue", name).locator(".wait");
  for (const [minutes, level] of [
    [0, "good"],
    [3, "warn"],
    [3, "bad"],
  ]) {
    await agent.clock.fastForward(`0${minutes}:00`);
    await wait.and(agent.locator(`.${level}`)).waitFor();
  }
  assert.match(await wait.innerText(), /Waiting for an answer for 6 min/);
});

test("the end of a search shows the whole list again, also one that was chosen meanwhile", async () => {
  await agentOf("leaver");
  await visitorsOf(system, ["Searched Then", "Shown Again"]);
  const agent = await browser.staff("/console/", "leaver");
  await row(agent, "queue", "Shown Again").waitFor();
  const search = agent.getByLabel("Search all chats");
  await search.fill("searched then");
  await row(agent, "all", "Searched Then").waitFor();
  await tab(agent, "queue").click();
  await row(agent, "queue", "Shown Again").waitFor({ state: "detached" });
  await search.fill("");
  assert.equal(await row(agent, "queue", "Shown Again").count(), 1);
  assert.deepEqual(browser.faults, []);
});

test("a chat that was taken while it was asked for stays where it is, whatever the late answer says", async () => {
  const agentId = await agentOf("latecomer");
  const other = await agentOf("faster");
  const [gone, own] = await visitorsOf(system, ["Gone Meanwhile", "Own Meanwhile"]);
  const agent = await browser.staff("/console/", "latecomer");
  /** @type {(() => Promise<void>)[]} */
  const held = [];
  for (const { roomId, name } of [gone, own]) {
    await row(agent, "queue", name).waitFor();
    const hold = async (route) => {
      const response = await route.fetch();
      held.push(() => route.fulfill({ response }));
    };
    await agent.route(`**/api/chat-rooms/${roomId}/`, hold, { times: 1 });
    await system.asAdmin("PATCH", `/api/chat-rooms/${roomId}/`, { subject: "Renamed" });
  }
  await until(
    async () => held.length,
    (count) => count == 2,
  );
  await assign(system, gone.roomId, other);
  await row(agent, "queue", gone.name).waitFor({ state: "detached" });
  await assign(system, own.roomId, agentId);
  await tab(agent, "mine").click();
  await row(agent, "mine", own.name).waitFor();
  for (const answer of held) await answer();
  // Whatever comes after the answers is shown after them.
  const after = await visitorOf(system, "After The Answers");
  await tab(agent, "queue").click();
  await row(agent, "queue", after.name).waitFor();
  assert.equal(await row(agent, "queue", gone.name).count(), 0);
  assert.equal(await row(agent, "queue", own.name).count(), 0);
  await tab(agent, "mine").click();
  await row(agent, "mine", own.name).waitFor();
  assert.deepEqual(browser.faults, []);
});
