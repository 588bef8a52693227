// The console with 200 chats, in windows of three widths.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk, until } from "./browser.js";
import { assign, beThere, row, tab, visitorsOf } from "./console-desk.js";

const OWN = 40;
const ALL = 200;

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");
const numbered = (word, count) => Array.from({ length: count }, (_, number) => `${word} ${number}.`);
const own = await visitorsOf(system, numbered("Own", OWN));
for (const { roomId } of own) await assign(system, roomId);
await visitorsOf(system, numbered("Waiting", ALL - OWN));

for (const [width, height] of [
  [390, 844],
  [1024, 768],
  [1440, 900],
]) {
  test(`with ${ALL} chats every row has its place at a width of ${width}, and a tap opens the right one`, async () => {
    const hasTouch = width < 500;
    const agent = await browser.staff("/console/", "agent", { viewport: { width, height }, hasTouch });
    const press = (locator) => (hasTouch ? locator.tap() : locator.click());
    await tab(agent, "queue").filter({ hasText: "50+" }).waitFor();
    await tab(agent, "mine")
      .filter({ hasText: String(OWN) })
      .waitFor();
    for (const [list, target, count] of /** @type {const} */ ([
      ["queue", "Waiting 17.", 50],
      ["mine", "Own 4.", OWN],
      ["all", "Waiting 30.", ALL],
    ])) {
      await press(tab(agent, list));
      const rows = agent.locator(`#${list} .room`);
      await rows.first().waitFor();
      while (list == "all" && (await agent.getByRole("button", { name: "Load more" }).count())) {
        const before = await rows.count();
        await press(agent.getByRole("button", { name: "Load more" }));
        await until(
          () => rows.count(),
          (now) => now > before,
        );
      }
      await until(
        () => rows.count(),
        (now) => now == count,
      );
      assert.deepEqual(await misplaced(agent, list), []);
      const aimed = row(agent, list, target);
      await aimed.scrollIntoViewIfNeeded();
      assert.equal(await isOnTop(aimed), true);
      await press(aimed);
      await agent.locator(".room-head h2", { hasText: target }).waitFor();
      await agent.locator(".bubble", { hasText: `Hello from ${target}` }).waitFor();
      const conversation = await agent.locator(".conversation").boundingBox();
      assert.ok(conversation.height > 250 && conversation.width > 380, JSON.stringify(conversation));
      assert.equal(await agent.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      if (hasTouch) await agent.getByRole("button", { name: "← Chats" }).tap();
      assert.equal(await agent.locator(`#${list}`).isVisible(), true);
    }
    assert.deepEqual(browser.faults, []);
  });
}

/** Rows that are not right below the one before, or not 64 px high. */
function misplaced(page, list) {
  return page.locator(`#${list} .room`).evaluateAll((rows) => {
    const boxes = rows.map((row) => row.getBoundingClientRect());
    return rows.flatMap((row, index) => {
      const { top, height } = boxes[index];
      const isBelow = !index || Math.abs(top - boxes[index - 1].bottom) < 1;
      return isBelow && Math.abs(height - 64) < 1 ? [] : row.textContent;
    });
  });
}

/** `true` if a tap in the middle of a row hits it. */
function isOnTop(locator) {
  return locator.evaluate((row) => {
    const { x, y, width, height } = row.getBoundingClientRect();
    return row.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
}
