// Many chats at once where the server takes few writes a second: they wait their turn.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk } from "./browser.js";
import { row, tab, visitorsOf } from "./console-desk.js";

const { system, browser } = await openDesk(["--frames-per-second", "1"]);

test("more chats than the limit of writes allows are all closed, only later", async () => {
  const visitors = await visitorsOf(
    system,
    Array.from({ length: 8 }, (_, index) => `Limited ${index}`),
  );
  browser.expectedFaults.push(/429/);
  const agent = await browser.staff("/console/", "agent");
  await tab(agent, "queue").click();
  for (const { name } of visitors) await row(agent, "queue", name).waitFor();
  await row(agent, "queue", "Limited 7").focus();
  await agent.keyboard.press("ControlOrMeta+a");
  const bar = agent.getByRole("region", { name: "Selected chats" });
  await bar.getByText("8 selected").waitFor();
  await bar.getByRole("button", { name: "Close" }).click();
  await agent.getByRole("dialog").getByRole("button", { name: "Close 8 chats" }).click();
  await bar.getByRole("progressbar").waitFor();
  await agent.locator(".toast", { hasText: "8 chats closed." }).waitFor();
  for (const { roomId } of visitors) {
    const { status } = await system.asAdmin("GET", `/api/chat-rooms/${roomId}/`);
    assert.equal(status, "closed");
  }
  assert.deepEqual(browser.faults, []);
});
