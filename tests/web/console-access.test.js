// Accessibility of what opens in console and admin beside the chats: axe-core finds nothing serious, in light and dark.

import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { openDesk } from "./browser.js";
import { assign, beThere, open, visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await beThere(system, "agent");
await assign(system, (await visitorOf(system, "Ada Abel")).roomId);

/** @param {import("playwright-core").Page} page @param {string} state */
async function check(page, state) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
  const serious = violations.filter(({ impact }) => impact == "serious" || impact == "critical");
  assert.deepEqual(
    serious.map(({ id, nodes }) => `${state}: ${id} ${nodes[0].html}`),
    [],
  );
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`choosing chats, emoji, canned responses and the account have no serious fault when it is ${colorScheme}`, async () => {
    const agent = await browser.staff("/console/", "agent", { colorScheme, reducedMotion: "reduce" });
    await open(agent, "mine", "Ada Abel");
    await agent.getByText("This is their first chat.").waitFor();
    await agent.getByRole("button", { name: "Select chats" }).click();
    await agent.getByRole("checkbox", { name: "Select Ada Abel" }).check();
    await agent.getByRole("button", { name: "Filters" }).click();
    await check(agent, "choosing");
    await agent.getByRole("button", { name: "Emoji", exact: true }).click();
    await agent.getByRole("option", { name: "grinning face", exact: true }).waitFor();
    await check(agent, "emoji");
    await agent.keyboard.press("Escape");
    await agent.getByRole("button", { name: "Canned responses" }).click();
    await agent.getByRole("option", { name: "Your canned responses…" }).waitFor();
    await check(agent, "offers");
    await agent.getByRole("option", { name: "Your canned responses…" }).click();
    const own = agent.getByRole("dialog", { name: "Your canned responses" });
    await own.getByText("You have none yet.").waitFor();
    await check(agent, "own responses");
    await own.getByRole("button", { name: "Close" }).click();
    await agent.getByRole("button", { name: "your account" }).click();
    await agent.getByRole("dialog", { name: "Your account" }).waitFor();
    await check(agent, "account");
  });

  test(`overview, comments and export have no serious fault when it is ${colorScheme}`, async () => {
    const admin = await browser.staff("/admin/", "admin", { colorScheme, reducedMotion: "reduce" });
    await admin
      .getByRole("region", { name: "Today" })
      .getByText(/^Last /)
      .first()
      .waitFor();
    await check(admin, "overview");
    await admin.goto("/admin/#/report");
    await admin.getByText("No comments in this period.").waitFor();
    await check(admin, "report");
    await admin.getByRole("button", { name: "Export" }).click();
    await admin.getByRole("dialog", { name: "Export" }).waitFor();
    await check(admin, "export");
  });
}
