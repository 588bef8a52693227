// The lists of the console: what a click opens, what a phone shows, and what is said when a list can't be loaded.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk, say } from "./browser.js";
import { assign, row, visitorOf, visitorsOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });

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
  return (await system.asAdmin("POST", "/api/admin-agents/", who)).id;
}

/** Gives an agent a chat with each of these, the last one last. */
async function give(agentId, names) {
  const visitors = await visitorsOf(system, names);
  for (const { roomId } of visitors) await assign(system, roomId, agentId);
  return visitors;
}

const names = (page, list) => page.locator(`#${list} .room strong`).allInnerTexts();

/** Clicks where the pointer is, whatever is there by now. */
async function clickThere(page) {
  await page.mouse.down();
  await page.mouse.up();
}

async function pointAt(page, locator) {
  const { x, y, width, height } = await locator.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
}

test("a click opens the chat that was aimed at, though others get messages, come and go meanwhile", async () => {
  const agentId = await agentOf("aimer");
  const visitors = await give(agentId, ["Ada", "Björn", "Chloé", "Dora", "Emil"]);
  const agent = await browser.staff("/console/", "aimer");
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
  await row(agent, "queue", "Queue Urgent").locator(".chip.urgent").waitFor();
  await clickThere(agent);
  await agent.locator(".room-head", { hasText: "Queue Three" }).waitFor();
  await agent.mouse.move(900, 300);
  await row(agent, "queue", "Queue One").waitFor({ state: "detached" });
  assert.equal((await names(agent, "queue"))[0], "Queue Urgent");
  assert.deepEqual(browser.faults, []);
});

for (const [width, height] of [
  [390, 844],
  [1024, 768],
]) {
  test(`with 40 chats no two rows overlap at a width of ${width}, and a tap opens the right one`, async () => {
    const username = `wide${width}`;
    const agentId = await agentOf(username);
    await give(
      agentId,
      Array.from({ length: 9 }, (_, number) => `Own ${width} ${number}`),
    );
    const waiting = await visitorsOf(
      system,
      Array.from({ length: 31 }, (_, number) => `Waiting ${width} ${number}`),
    );
    const hasTouch = width < 500;
    const agent = await browser.staff("/console/", username, { viewport: { width, height }, hasTouch });
    const press = (locator) => (hasTouch ? locator.tap() : locator.click());
    const tab = (name) => agent.getByRole("tab", { name });
    await tab(/^Queue \d+/).waitFor();
    await tab(/^My chats 9/).waitFor();
    for (const [name, list, target] of [
      [/^Queue/, "queue", `Waiting ${width} 17`],
      [/^My chats/, "mine", `Own ${width} 4`],
    ]) {
      await press(tab(name));
      await row(agent, list, target).waitFor();
      assert.deepEqual(await overlaps(agent), []);
      const other = list == "queue" ? "#mine" : "#queue";
      assert.equal(await agent.locator(other).isVisible(), false);
      await row(agent, list, target).scrollIntoViewIfNeeded();
      assert.equal(await isOnTop(row(agent, list, target)), true);
      await press(row(agent, list, target));
      await agent.locator(".room-head h2", { hasText: target }).waitFor();
      await agent.locator(".bubble", { hasText: `Hello from ${target}` }).waitFor();
      const conversation = await agent.locator(".conversation").boundingBox();
      assert.ok(conversation.height > 250 && conversation.width > 380, JSON.stringify(conversation));
      assert.equal(await agent.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      if (hasTouch) await agent.getByRole("button", { name: "← All chats" }).tap();
    }
    // The queue of the tests after this one is short enough to be seen whole.
    for (const { roomId } of waiting) await system.asAdmin("POST", `/api/chat-rooms/${roomId}/close/`);
    assert.deepEqual(browser.faults, []);
  });
}

/** Pairs of rows that are drawn over each other. */
function overlaps(page) {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll(".room")].filter((row) => row.checkVisibility());
    const boxes = rows.map((row) => ({ name: row.textContent, box: row.getBoundingClientRect() }));
    return boxes.flatMap(({ name, box }, index) => {
      const over = boxes
        .slice(index + 1)
        .filter(
          ({ box: other }) =>
            box.top < other.bottom - 0.5 &&
            other.top < box.bottom - 0.5 &&
            box.left < other.right &&
            other.left < box.right,
        );
      return over.map((other) => `${name} / ${other.name}`);
    });
  });
}

/** `true` if a tap in the middle of a row hits it. */
function isOnTop(locator) {
  return locator.evaluate((row) => {
    const { x, y, width, height } = row.getBoundingClientRect();
    return row.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
}

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
    await row(agent, wholeList, shown.name).waitFor();
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

test("a chat that is reopened is in its agent's list, or in the queue, at once; a resolved one takes no reply", async () => {
  const agentId = await agentOf("reopener");
  const [{ roomId }, { roomId: otherId }] = await give(agentId, ["Comes Back", "Another One"]);
  const agent = await browser.staff("/console/", "reopener");
  await row(agent, "mine", "Comes Back").click();
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
  await agent.locator("#mine .room, #queue .room", { hasText: "Comes Back" }).waitFor();
  await system.asAdmin("POST", `/api/chat-rooms/${otherId}/unassign_agent/`);
  await row(agent, "queue", "Another One").waitFor();
  assert.deepEqual(browser.faults, []);
});
