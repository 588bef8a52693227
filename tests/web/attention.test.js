// An answer is noticed: by a preview, the page's title, a sound and a screen reader, and the chat stays open from page to
// page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { beginChat, bubble, endChat, openChat, openDesk, roomOf, say, until } from "./browser.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });

const preview = (page) => page.locator(".preview");

/** A visitor with a chat that an agent has, and a way for the agent to write in it. */
async function visitWithAgent(name) {
  const page = await browser.window();
  await page.context().addInitScript(() => {
    const scope = /** @type {any} */ (globalThis);
    scope.sounds = 0;
    scope.AudioContext = class extends AudioContext {
      constructor() {
        super();
        scope.sounds += 1;
      }
    };
  });
  await page.goto("/");
  await beginChat(page, "hello", { name });
  const { id } = await roomOf(system, name);
  await system.asAdmin("POST", `/api/chat-rooms/${id}/assign_agent/`, { agent_id: 1 });
  await page.locator(".messages .system", { hasText: "Alex Agent joined" }).waitFor();
  const says = (content) => system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content });
  return { page, says };
}

const sounds = (page) => page.evaluate(() => /** @type {any} */ (globalThis).sounds);

test("while the chat is closed, a preview shows the answer's first line and who wrote it, and opens the chat", async () => {
  const { page, says } = await visitWithAgent("Paula Preview");
  await page.getByRole("button", { name: "Minimize chat" }).click();
  await says("The first line\nand a second");
  await preview(page).getByText("The first line").waitFor();
  assert.match(await preview(page).innerText(), /^Admin|^Alex/);
  assert.doesNotMatch(await preview(page).innerText(), /second/);
  await preview(page).getByRole("button").first().click();
  await page.locator(".messages .other", { hasText: "and a second" }).waitFor();
  await preview(page).waitFor({ state: "hidden" });
});

test("a preview that was dismissed doesn't come back on the next page, but the next answer has one", async () => {
  const { page, says } = await visitWithAgent("Dina Dismiss");
  await page.getByRole("button", { name: "Minimize chat" }).click();
  await says("one answer");
  await preview(page).getByRole("button", { name: "Dismiss" }).click();
  await preview(page).waitFor({ state: "hidden" });
  await page.reload();
  await page.getByRole("button", { name: /unread/ }).waitFor();
  assert.equal(await preview(page).isVisible(), false);
  await says("another answer");
  await preview(page).getByText("another answer").waitFor();
});

test("the title counts what is unread, and the page has its own title back, also one that it took meanwhile", async () => {
  const { page, says } = await visitWithAgent("Tina Title");
  await page.getByRole("button", { name: "Minimize chat" }).click();
  await says("an answer");
  await page.waitForFunction(() => document.title == "(1) Tribeclub Chat");
  await page.evaluate(() => (document.title = "Basket"));
  await says("one more");
  await page.waitForFunction(() => document.title == "(2) Basket");
  await openChat(page);
  await page.waitForFunction(() => document.title == "Basket");
});

test("while the chat is closed, an answer is announced outside of it, and by a sound; while it is open, by neither", async () => {
  const { page, says } = await visitWithAgent("Lila Live");
  await says("seen at once");
  await page.locator(".messages .other", { hasText: "seen at once" }).waitFor();
  assert.equal(await sounds(page), 0);
  await page.getByRole("button", { name: "Minimize chat" }).click();
  await says("heard");
  const region = page.locator(".tribeclub-chat [aria-live]", { hasText: "heard" });
  await until(
    () => region.evaluateAll((regions) => regions.some((region) => region.checkVisibility())),
    (isSpoken) => isSpoken,
  );
  await until(
    () => sounds(page),
    (count) => count == 1,
  );
});

test("of a visitor's tabs one sounds for an answer, and none while one of them is looked at", async () => {
  const { page, says } = await visitWithAgent("Tom Twotabs");
  const other = await page.context().newPage();
  await other.goto("/");
  await other.locator(".panel:visible, .preview:visible, .bubble-button").first().click();
  const tabs = [page, other];
  const heard = async () => (await Promise.all(tabs.map(sounds))).reduce((sum, count) => sum + count);
  for (const tab of tabs) {
    const minimize = tab.getByRole("button", { name: "Minimize chat" });
    if (await minimize.isVisible()) await minimize.click();
  }
  await says("for both");
  for (const tab of tabs) await preview(tab).getByText("for both").waitFor();
  await until(heard, (count) => count == 1);
  await openChat(page);
  await page.locator(".messages .other", { hasText: "for both" }).waitFor();
  const { id } = await says("for the one that reads");
  // What is read in one tab has no preview in the other.
  await preview(other).getByText("for the one that reads").waitFor({ state: "attached" });
  // One of them has it to itself by now.
  await until(
    () => page.evaluate(async () => JSON.stringify((await navigator.locks.query()).held)),
    (held) => held.includes(id),
  );
  assert.equal(await heard(), 1);
});

test("before a gesture on the page there is no sound", async () => {
  const { page, says } = await visitWithAgent("Sina Silent");
  await page.getByRole("button", { name: "Minimize chat" }).click();
  // Playwright's own calls are gestures.
  await page.addInitScript(() =>
    Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false } }),
  );
  await page.reload();
  await bubble(page).waitFor();
  await page.waitForFunction(() => document.title == "Tribeclub Chat");
  await says("quietly");
  await preview(page).getByText("quietly").waitFor();
  assert.equal(await sounds(page), 0);
});

test("in the middle of a chat it stays open from page to page, and closed once it was closed", async () => {
  const page = await browser.visitor();
  await openChat(page);
  await page.reload();
  await bubble(page).waitFor();
  assert.equal(await page.locator(".panel:visible").count(), 0);
  await openChat(page);
  await say(page, "I go on to the next page");
  await page.locator(".own", { hasText: "next page" }).locator(".meta", { hasText: /Sent$/ }).waitFor();
  await page.goto("/?next");
  await page.locator(".panel .own", { hasText: "next page" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "BODY");
  await page.getByRole("button", { name: "Minimize chat" }).click();
  await page.reload();
  await bubble(page).waitFor();
  assert.equal(await page.locator(".panel:visible").count(), 0);
});

test("the header names who answers and shows whether they are there; its menu has the transcript and the end", async () => {
  const { page, says } = await visitWithAgent("Hedda Header");
  await says("for the record");
  await page.locator(".messages .other", { hasText: "for the record" }).waitFor();
  assert.equal(await page.locator(".status.online").count(), 0);
  const agent = await browser.staff("/console/", "agent");
  await page.locator(".status.online", { hasText: "Alex Agent" }).waitFor();
  await agent.close();
  await page.getByRole("button", { name: "More options" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Download transcript" }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "More options" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download transcript" }).click();
  const file = await (await downloading).path();
  assert.match(await readFile(file, "utf8"), /for the record/);
  await endChat(page);
  await page.getByText("How was your chat?").waitFor();
});
