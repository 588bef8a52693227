// Alerts of the console: their sounds, and notifications outside the page.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { openDesk, until } from "./browser.js";
import { assign, beThere, open, row, tab, visitorOf, visitorsOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

/** An agent whose page counts what it plays, and shows outside of itself. */
async function listener() {
  const agent = await browser.staff("/console/", "agent");
  await agent.addInitScript(() => {
    const noted = { tones: 0, shown: /** @type {string[]} */ ([]) };
    Object.assign(globalThis, { noted });
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (time) {
      noted.tones += 1;
      start.call(this, time);
    };
    /** @type {any} */ (globalThis).Notification = class {
      static permission = "granted";
      /** @param {string} _title @param {{body: string}} options */
      constructor(_title, { body }) {
        this.body = body;
        noted.shown.push(body);
      }
      close() {
        noted.shown = noted.shown.filter((body) => body != this.body);
      }
    };
    document.hasFocus = () => false;
  });
  // No connection of the page before is taken for the one to come.
  await agent.goto("about:blank");
  const told = agent.waitForEvent("websocket").then((socket) => socket.waitForEvent("framereceived"));
  await agent.goto("/console/");
  // From here on it is told of what happens.
  await told;
  return agent;
}

const noted = (agent) => agent.evaluate(() => /** @type {any} */ (globalThis).noted);

test("a sound is chosen or turned off for this device, and stays so", async () => {
  const agent = await listener();
  const bell = agent.getByRole("button", { name: /^Notifications/ });
  await bell.click();
  await agent.getByLabel("Sound").selectOption("Bell");
  await until(
    () => noted(agent),
    ({ tones }) => tones == 1,
  );
  await agent.getByLabel("Sound").selectOption("Off");
  await agent.reload();
  await bell.click();
  assert.equal(await agent.getByLabel("Sound").inputValue(), "off");
  await agent.keyboard.press("Escape");
  const { name } = await visitorOf(system, "Silent Visitor");
  await row(agent, "queue", name).waitFor();
  assert.equal((await noted(agent)).tones, 0);
  assert.deepEqual(browser.faults, []);
});

test("where only the first unanswered message is to be heard, those after it are silent", async () => {
  const [loud, shown] = await visitorsOf(system, ["Loud Visitor", "Shown Visitor"]);
  for (const { roomId } of [loud, shown]) await assign(system, roomId);
  const agent = await listener();
  await open(agent, "mine", "Shown Visitor");
  await agent.getByRole("button", { name: /^Notifications/ }).click();
  await agent.getByLabel("Only when a chat has no unanswered message yet").check();
  await agent.keyboard.press("Escape");
  const said = async (text) => {
    const { tones } = await noted(agent);
    await loud.say(text);
    await row(agent, "mine", "Loud Visitor").getByText(text).waitFor();
    return (await noted(agent)).tones > tones;
  };
  // The first message of the chat is unanswered already.
  assert.equal(await said("Hello?"), false);
  await system.asAdmin("POST", `/api/chat-rooms/${loud.roomId}/send_message/`, { content: "Hello!" });
  await row(agent, "mine", "Loud Visitor").getByText("Hello!").waitFor();
  assert.equal(await said("At last"), true);
  assert.equal(await said("It is broken"), false);
  assert.deepEqual(browser.faults, []);
});

test("a notification outside the page goes away once another agent has taken the chat", async () => {
  const agent = await listener();
  const { roomId } = await visitorOf(system, "Seen Elsewhere");
  await until(
    () => noted(agent),
    ({ shown }) => shown.length == 1,
  );
  const { id } = await system.asAdmin("POST", "/api/admin-agents/", {
    username: "faster",
    email: "faster@example.com",
    password: "correct horse 1",
    first_name: "Faster",
    last_name: "Agent",
  });
  await assign(system, roomId, id);
  await until(
    () => noted(agent),
    ({ shown }) => shown.length == 0,
  );
  await tab(agent, "queue").click();
  assert.equal(await row(agent, "queue", "Seen Elsewhere").count(), 0);
  assert.deepEqual(browser.faults, []);
});

test("a message in the open chat is heard while the agent works in another window", async () => {
  const { roomId, say } = await visitorOf(system, "Heard Elsewhere");
  await assign(system, roomId);
  const agent = await listener();
  await open(agent, "mine", "Heard Elsewhere");
  await agent.locator(".bubble", { hasText: "Hello from Heard Elsewhere" }).waitFor();
  const { tones } = await noted(agent);
  await say("Are you there?");
  await agent.locator(".bubble", { hasText: "Are you there?" }).waitFor();
  assert.ok((await noted(agent)).tones > tones);
  // With the focus, what is written is seen.
  await agent.evaluate(() => {
    document.hasFocus = () => true;
  });
  const before = (await noted(agent)).tones;
  await say("I see");
  await agent.locator(".bubble", { hasText: "I see" }).waitFor();
  assert.equal((await noted(agent)).tones, before);
  assert.deepEqual(browser.faults, []);
});
