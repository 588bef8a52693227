// Accessibility of the pages: axe-core finds nothing serious, in light and dark, wide and narrow.

import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { beginChat, openDesk, say } from "./browser.js";

const SECTIONS = [
  "overview",
  "rooms",
  "users",
  "agents",
  "canned-responses",
  "webhooks",
  "mail",
  "notifications",
  "report",
  "audit",
  "install",
  "settings",
];

const { browser } = await openDesk();

/** @param {import("playwright-core").Page} page @param {string} state */
async function check(page, state) {
  await page.evaluate(axe.source);
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
    const serious = violations.filter(({ impact }) => impact == "serious" || impact == "critical");
    const found = serious.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${state}, ${colorScheme}: ${id} ${target}: ${failureSummary}`),
    );
    assert.deepEqual(found, []);
  }
}

for (const [width, height] of [
  [1440, 900],
  [390, 800],
]) {
  test(`the widget and the console have no serious fault at a width of ${width}`, async () => {
    const viewport = { width, height };
    const visitor = await browser.visitor({ viewport });
    await check(visitor, "landing page");
    await visitor.getByRole("button", { name: "Chat with us" }).click();
    await check(visitor, "first message");
    await visitor.getByRole("button", { name: "Minimize chat" }).click();
    await beginChat(visitor, "Hello", { name: `Width ${width}` });
    await check(visitor, "waiting");
    const agent = await browser.staff("/console/", "agent", { viewport });
    await agent.locator("#queue .room", { hasText: `Width ${width}` }).waitFor();
    await check(agent, "queue");
    await agent.locator("#queue .room", { hasText: `Width ${width}` }).click();
    await agent.getByRole("button", { name: "Take chat" }).click();
    await say(agent, "Welcome, see https://example.com");
    await agent.locator(".bubble", { hasText: "Welcome" }).waitFor();
    await check(agent, "open chat");
    await agent.getByRole("button", { name: /^Notifications/ }).click();
    await check(agent, "notifications");
    await agent.keyboard.press("Escape");
    await agent.getByRole("button", { name: "More actions" }).click();
    await check(agent, "menu");
    await agent.keyboard.press("Escape");
    for (const [key, dialog] of [
      ["Control+k", "palette"],
      ["?", "keys"],
    ]) {
      await agent.getByRole("button", { name: "More actions" }).focus();
      await agent.keyboard.press(key);
      await agent.getByRole("dialog").waitFor();
      await check(agent, dialog);
      await agent.keyboard.press("Escape");
    }
    await agent.getByRole("button", { name: "Transfer" }).click();
    await check(agent, "dialog");
    await agent.keyboard.press("Escape");
    await visitor.locator(".bubble", { hasText: "Welcome" }).waitFor();
    await check(visitor, "conversation");
    await agent.getByRole("button", { name: "Resolve" }).click();
    await visitor.getByText("How was your chat?").waitFor();
    await check(visitor, "rating");
    await visitor.goto("/chat/");
    await visitor.getByText("How was your chat?").waitFor();
    await check(visitor, "chat page");
  });

  test(`the admin has no serious fault at a width of ${width}`, async () => {
    const window = await browser.window({ viewport: { width, height } });
    await window.goto("/admin/");
    await window.getByLabel("Password").waitFor();
    await check(window, "sign-in");
    for (const fragment of ["", "#password=0", "#email=0"]) {
      await window.goto(`/account/${fragment}`);
      await window.getByRole("button").waitFor();
      await check(window, `account ${fragment}`);
    }
    const admin = await browser.staff("/admin/", "admin", { viewport: { width, height } });
    for (const section of SECTIONS) {
      // Loaded anew, it is still once everything is there.
      await admin.goto("about:blank");
      await admin.goto(`/admin/#/${section}`);
      await admin.locator(`nav [aria-current][href="#/${section}"]`).waitFor();
      await admin.waitForLoadState("networkidle");
      await check(admin, section);
    }
  });
}
