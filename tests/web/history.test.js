// Conversations that are longer than a page of messages, and than what a connection catches up with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, openChat, openDesk, roomOf, texts } from "./browser.js";

// Hundreds of messages are written at once.
const { system, browser } = await openDesk(["--frames-per-second", "0"]);

/** The admin writes so many messages, one after the other. */
async function write(roomId, count) {
  const written = Array.from({ length: count }, (_, index) => `message ${index + 1}`);
  for (const content of written) await system.asAdmin("POST", `/api/chat-rooms/${roomId}/send_message/`, { content });
  return written;
}

const last = (page, text) => page.locator(".messages li:last-child .bubble", { hasText: text }).waitFor();

test("older messages come by scrolling up, all of them, in order, and what was read stays where it was", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "the very first", { name: "Long History" });
  const written = await write((await roomOf(system, "Long History")).id, 130);
  await visitor.reload();
  await openChat(visitor);
  await last(visitor, "message 130");
  assert.ok((await texts(visitor)).length < 100);
  const region = visitor.getByRole("region", { name: "Conversation", exact: true });
  const isThere = () => visitor.locator(".bubble", { hasText: "the very first" }).isVisible();
  await region.focus();
  for (let pages = 0; pages < 40 && !(await isThere()); pages += 1) {
    const [seen] = await region.evaluate((scroll) =>
      [...scroll.querySelectorAll(".bubble")]
        .filter((bubble) => bubble.getBoundingClientRect().top >= scroll.getBoundingClientRect().top)
        .map((bubble) => bubble.textContent),
    );
    const before = (await texts(visitor)).length;
    await region.evaluate((scroll) => scroll.scrollBy(0, -300));
    const after = (await texts(visitor)).length;
    if (after > before)
      await visitor
        .locator(".bubble", { hasText: new RegExp(`^${seen}$`) })
        .and(visitor.locator(":visible"))
        .waitFor();
  }
  await visitor.locator(".bubble", { hasText: "the very first" }).waitFor();
  assert.deepEqual(await texts(visitor), ["the very first", ...written]);
  assert.deepEqual(browser.faults, []);
});

test("a window that missed more than 500 events shows all of them, once, in order", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "before the long gap", { name: "Long Gap" });
  const { id: roomId } = await roomOf(system, "Long Gap");
  browser.expectedFaults.push(/ERR_|WebSocket/);
  system.cut();
  await visitor.getByText("Reconnecting").waitFor();
  const written = await write(roomId, 510);
  system.restore();
  await last(visitor, "message 510");
  assert.deepEqual(await texts(visitor), ["before the long gap", ...written]);
  assert.deepEqual(browser.faults, []);
});
