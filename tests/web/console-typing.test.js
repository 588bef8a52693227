// Typing in the console: a text stays in its field, whatever happens to the chat and the lists meanwhile.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { openDesk, until } from "./browser.js";
import { assign, beThere, comeOnline, open, row, tab, visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

/** Fields of the console, and what is typed into each. @type {Record<string, {find: (page: any) => any, text: string}>} */
const FIELDS = {
  "a private note": {
    find: (page) => page.getByLabel("Internal note"),
    text: "Customer is a known fraudster, do not refund!",
  },
  "the search": { find: (page) => page.getByLabel("Search all chats"), text: "invoice of the second quarter" },
  "the subject": { find: (page) => page.getByLabel("Subject"), text: " with some more words of the agent" },
  "the tags": { find: (page) => page.getByLabel("Tags (comma-separated)"), text: "billing, refund, second level" },
  "the message": {
    find: (page) => page.getByRole("textbox", { name: "Message" }),
    text: "Good morning! Let me have a look.",
  },
};

/** An agent who has opened a chat of their own, and may write. */
async function withOpenChat(name) {
  const visitor = await visitorOf(system, name);
  await assign(system, visitor.roomId);
  const agent = await browser.staff("/console/", "agent");
  await open(agent, "mine", name);
  await agent.locator(".composer textarea:focus").waitFor();
  return { agent, visitor };
}

/** Changes around somebody who types; each step ends once the page shows it. */
function happenings(agent, { roomId, name, say, token }) {
  const patch = (change) => system.asAdmin("PATCH", `/api/chat-rooms/${roomId}/`, change);
  const shows = (selector, hasText) => agent.locator(selector, { hasText }).first().waitFor();
  /** Changes the count of a list. */
  const changes = async (list, change) => {
    const before = await tab(agent, list).innerText();
    await change();
    await until(
      () => tab(agent, list).innerText(),
      (now) => now != before,
    );
  };
  let elsewhere;
  return [
    async () => {
      await patch({ priority: "urgent" });
      await shows(".room-head .chip", /urgent/i);
    },
    async () => {
      await say("Hello again");
      await shows(".bubble", "Hello again");
    },
    async () => {
      elsewhere = await browser.window();
      await comeOnline(system, elsewhere, token);
      await agent.locator(".room-head .dot.online").waitFor();
    },
    async () => {
      await changes("queue", () => visitorOf(system, `${name} Newcomer`));
    },
    async () => {
      const { roomId: another } = await visitorOf(system, `${name} Handed`);
      await changes("mine", () => assign(system, another));
    },
    async () => {
      await elsewhere.context().close();
      await agent.locator(".room-head .dot.offline").waitFor();
    },
    async () => {
      await patch({ priority: "low" });
      await shows(".room-head .chip", /low/i);
    },
  ];
}

for (const [index, [field, { find, text }]] of Object.entries(FIELDS).entries()) {
  test(`what is typed into ${field} is there to the last character while the chat and the lists change`, async () => {
    const { agent, visitor } = await withOpenChat(`Typist ${index}`);
    const input = find(agent);
    const composer = agent.locator(".composer textarea");
    await input.click();
    await input.press("End");
    const before = await input.inputValue();
    await input.evaluate((element) => element.addEventListener("blur", () => (globalThis.hasMoved = true)));
    const steps = happenings(agent, visitor);
    const size = Math.ceil(text.length / (steps.length + 1));
    await agent.keyboard.type(text.slice(0, size));
    for (const [number, step] of steps.entries()) {
      await step();
      await agent.keyboard.type(text.slice((number + 1) * size, (number + 2) * size));
    }
    assert.equal(await input.inputValue(), before + text);
    assert.equal(await agent.evaluate(() => "hasMoved" in globalThis), false);
    if (field != "the message") assert.equal(await composer.inputValue(), "");
    assert.deepEqual(browser.faults, []);
  });
}

test("a chat that an admin hands over while the agent writes a note about it doesn't draw the keys into the message", async () => {
  const visitor = await visitorOf(system, "Handed Over Meanwhile");
  const agent = await browser.staff("/console/", "agent");
  await row(agent, "queue", "Handed Over Meanwhile").click();
  await agent.getByRole("button", { name: "Take chat" }).waitFor();
  await agent.getByLabel("Internal note").click();
  await agent.keyboard.type("Don't tell them ");
  await assign(system, visitor.roomId);
  await agent.locator(".composer textarea").waitFor();
  await agent.keyboard.type("about the audit.");
  assert.equal(await agent.getByLabel("Internal note").inputValue(), "Don't tell them about the audit.");
  assert.equal(await agent.locator(".composer textarea").inputValue(), "");
  assert.deepEqual(browser.faults, []);
});

test("who takes a chat writes at once, in a field that has its whole height", async () => {
  await visitorOf(system, "Just Taken");
  const agent = await browser.staff("/console/", "agent");
  await row(agent, "queue", "Just Taken").click();
  await agent.getByRole("button", { name: "Take chat" }).click();
  const writing = agent.locator(".composer textarea:focus");
  await writing.waitFor();
  const { offsetHeight, scrollHeight } = await writing.evaluate(({ offsetHeight, scrollHeight }) => ({
    offsetHeight,
    scrollHeight,
  }));
  assert.ok(
    offsetHeight >= 36 && offsetHeight >= scrollHeight,
    `${offsetHeight} px high, with ${scrollHeight} px of text`,
  );
});

test("a note that isn't added yet is there after another chat, and goes with its writer", async () => {
  const { agent } = await withOpenChat("Half A Note");
  const other = await visitorOf(system, "Another Chat");
  await assign(system, other.roomId);
  const note = agent.getByLabel("Internal note");
  await note.fill("Ask the warehouse first");
  await row(agent, "mine", "Another Chat").click();
  await agent.locator(".room-head", { hasText: "Another Chat" }).waitFor();
  assert.equal(await note.inputValue(), "");
  await row(agent, "mine", "Half A Note").click();
  await agent.locator(".room-head", { hasText: "Half A Note" }).waitFor();
  assert.equal(await note.inputValue(), "Ask the warehouse first");
  const kept = () =>
    agent.evaluate(() => Object.values(sessionStorage).filter((value) => value.includes("warehouse")).length);
  assert.equal(await kept(), 1);
  await agent.getByRole("button", { name: "Sign out" }).click();
  await agent.getByLabel("Password").waitFor();
  assert.equal(await kept(), 0);
});

test("what one agent has left in a tab is gone once another signs in there", async () => {
  const agent = await browser.window();
  await agent.goto("/console/");
  await agent.evaluate(() => {
    for (const name of ["note.7.room", "draft.7.room", "outbox.7"])
      sessionStorage.setItem(`tribeclub-chat.${name}`, JSON.stringify("a secret"));
  });
  await agent.getByLabel(/^Username/).fill("agent");
  await agent.getByLabel("Password").fill(system.passwords.agent);
  await agent.getByRole("button", { name: "Sign in" }).click();
  await agent.getByRole("button", { name: "Sign out" }).waitFor();
  assert.deepEqual(
    await agent.evaluate(() => Object.values(sessionStorage).filter((value) => value.includes("secret"))),
    [],
  );
});

test("Escape leaves the composer, and not the chat", async () => {
  const { agent } = await withOpenChat("Escape Artist");
  await agent.keyboard.type("half a sentence");
  await agent.keyboard.press("Escape");
  await agent.locator(".composer textarea:not(:focus)").waitFor();
  await agent.locator(".room-head", { hasText: "Escape Artist" }).waitFor();
  assert.equal(await agent.locator(".composer textarea").inputValue(), "half a sentence");
});
