// An admin who answers chats, with the account that the desk is run with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk, say } from "./browser.js";
import { open, visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();

test("an admin becomes an agent where “Take chat” would be, answers the chat, and is still an admin", async () => {
  const visitor = await visitorOf(system, "Shop Customer");
  const admin = await browser.staff("/console/", "admin");
  await open(admin, "queue", "Shop Customer");
  assert.equal(await admin.getByRole("button", { name: "Take chat" }).count(), 0);
  await admin.locator(".lead").getByRole("button", { name: "Answer chats yourself" }).click();
  const form = admin.getByRole("dialog", { name: "Answer chats yourself" });
  await form.getByLabel("First name").fill("Olga");
  await form.getByLabel("Last name").fill("Owner");
  await form.getByLabel("Maximum simultaneous chats").fill("3");
  await form.getByRole("button", { name: "Start answering" }).click();
  await admin.getByRole("switch", { name: "Available" }).waitFor();
  await admin.locator(".lead").getByRole("button", { name: "Take chat" }).click();
  await admin.locator(".composer textarea:focus").waitFor();
  await say(admin, "Olga here, how can I help?");
  await admin.locator(".own .bubble", { hasText: "Olga here" }).waitFor();
  const room = await system.asAdmin("GET", `/api/chat-rooms/${visitor.roomId}/`);
  assert.deepEqual([room.status, room.agent.full_name, room.agent.max_concurrent_chats], ["active", "Olga Owner", 3]);
  await admin.getByRole("link", { name: "Admin" }).click();
  await admin.getByRole("heading", { name: "Overview" }).waitFor();
  assert.deepEqual(browser.faults, []);
});
