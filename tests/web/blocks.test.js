// Blocks: an agent blocks a visitor in the chat, an admin unblocks them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, openDesk } from "./browser.js";
import { open } from "./console-desk.js";

const { browser } = await openDesk();

test("a blocked visitor is out at once and begins no other chat, until an admin unblocks them", async () => {
  // What the visitor asks for is refused.
  browser.expectedFaults.push(/40[13]/);
  const visitor = await browser.visitor();
  await beginChat(visitor, "You are all fools", { name: "Rude Visitor" });
  const agent = await browser.staff("/console/", "agent");
  await open(agent, "queue", "Rude Visitor");
  await agent.getByRole("button", { name: "More actions" }).click();
  await agent.getByRole("menuitem", { name: "Block visitor" }).click();
  const dialog = agent.getByRole("dialog", { name: "Block Rude Visitor?" });
  await dialog.getByLabel("Also block their email and network address").check();
  await dialog.getByLabel("Reason (optional)").fill("Insults");
  await dialog.getByRole("button", { name: "Block visitor" }).click();
  await dialog.waitFor({ state: "detached" });
  // They are before a new chat, and what they write opens none.
  await visitor.locator(".greeting").waitFor();
  await visitor.getByRole("textbox", { name: "Message" }).fill("Hello again");
  await visitor.keyboard.press("Enter");
  await visitor.getByText("You can’t chat here any more.").first().waitFor();

  const admin = await browser.staff("/admin/#/blocks", "admin");
  const row = admin.getByRole("row", { name: /Insults/ });
  await row.getByText("vera@example.com").waitFor();
  await row.getByRole("button", { name: /^Unblock/ }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Unblock" }).click();
  await row.waitFor({ state: "detached" });
  await visitor.getByRole("button", { name: "Try again" }).click();
  await visitor.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  assert.deepEqual(browser.faults, []);
});
