// Messages of one sender stand together: with one face, one time and one receipt.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, openDesk, roomOf, say, until } from "./browser.js";
import { open } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });

/** A visitor and an agent in a chat, in which each has said two things. */
async function converse(name, options = {}) {
  const visitor = await browser.visitor(options);
  await beginChat(visitor, "one", { name });
  await say(visitor, "two");
  const agent = await browser.staff("/console/", "agent");
  await open(agent, "queue", name);
  await agent.getByRole("button", { name: "Take chat" }).click();
  await say(agent, "three");
  await say(agent, "four");
  await visitor.locator(".other", { hasText: "four" }).waitFor();
  return { visitor, agent };
}

const row = (page, text) => page.locator(".messages li", { has: page.locator(`.bubble p:text-is("${text}")`) });
const opacity = (page, text) =>
  row(page, text)
    .locator(".meta")
    .evaluate((meta) => getComputedStyle(meta).opacity);

test("a group has one time, and the others are shown where one points, and read aloud", async () => {
  const { visitor } = await converse("One Time");
  await until(
    () => Promise.all(["one", "two", "three", "four"].map((text) => opacity(visitor, text))),
    (all) => all.join() == "0,1,0,1",
  );
  assert.match(await row(visitor, "three").locator("time").innerText(), /\d:\d\d/);
  const before = await visitor.locator(".messages").boundingBox();
  await row(visitor, "three").locator(".bubble").hover();
  assert.equal(await opacity(visitor, "three"), "1");
  assert.deepEqual(await visitor.locator(".messages").boundingBox(), before);
  const top = async (text) => Number((await row(visitor, text).boundingBox())?.y);
  const bottom = async (text) => (await top(text)) + Number((await row(visitor, text).boundingBox())?.height);
  assert.equal(Math.round((await top("four")) - (await bottom("three"))), 2);
});

test("a message that was sent has a tick, and one that was seen has two, each with its name", async () => {
  const { visitor, agent } = await converse("Two Ticks");
  await agent.getByRole("textbox", { name: "Message" }).press("Escape");
  await say(visitor, "five");
  const ticks = row(visitor, "five").locator(".receipt");
  await ticks.locator("svg").waitFor();
  await row(visitor, "five").getByTitle("Seen").waitFor();
  assert.equal(await visitor.locator(".messages .receipt").count(), 1);
});

test("the agent's face stands at the first message of theirs, and at the top", async () => {
  const { visitor } = await converse("A Face");
  assert.equal(await row(visitor, "three").locator(".face").innerText(), "AA");
  assert.equal(await row(visitor, "four").locator(".face").count(), 0);
  assert.equal(await visitor.locator(".panel header .face").innerText(), "AA");
  await visitor.emulateMedia({ reducedMotion: "no-preference" });
  const room = await roomOf(system, "A Face");
  await system.asAdmin("POST", `/api/chat-rooms/${room.id}/close/`);
  await visitor.locator(".panel header .face").waitFor({ state: "detached" });
});

test("of messages, only new ones of somebody else slide in, and none for who wants no motion", async () => {
  for (const [reducedMotion, expected] of /** @type {const} */ ([
    ["no-preference", ["one", "two", "three", "four"]],
    ["reduce", []],
  ])) {
    const page = await browser.window({ reducedMotion });
    await page.addInitScript(() => {
      const { animate } = Element.prototype;
      /** @type {any} */ (globalThis).slid = [];
      Element.prototype.animate = function (...given) {
        /** @type {any} */ (globalThis).slid.push(this.querySelector(".bubble")?.textContent);
        return animate.apply(this, given);
      };
    });
    await page.goto("/");
    await beginChat(page, "one", { name: `Motion ${reducedMotion}` });
    await say(page, "two");
    const { id } = await roomOf(system, `Motion ${reducedMotion}`);
    for (const content of ["three", "four"]) {
      await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content });
      await row(page, content).waitFor();
    }
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).slid), expected);
  }
});

test("three dots show that somebody is typing", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Three Dots" });
  const agent = await browser.staff("/console/", "agent");
  await open(agent, "queue", "Three Dots");
  await agent.getByRole("button", { name: "Take chat" }).click();
  await agent.getByRole("textbox", { name: "Message" }).pressSequentially("abc");
  await visitor.getByText("Alex Agent is typing…").waitFor();
  assert.equal(await visitor.locator(".typing .dots i").count(), 3);
});
