// The chat's own page, `/chat/`, which mails and profiles link to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk, say } from "./browser.js";

const { system, browser } = await openDesk();
const profile = { version: 0, name: "Acme Lamps", color: "#0b6e4f", text_color: "#ffffff" };
await system.asAdmin("PATCH", "/api/settings/", { profile });

/** Somebody on the page who was never here. */
async function openPage(options = {}) {
  const page = await browser.window(options);
  await page.goto("/chat/");
  await page.locator(".panel textarea").waitFor();
  return page;
}

test("it has the desk's name and colour, and a chat can begin there and goes on after a reload", async () => {
  const page = await openPage();
  await page.waitForFunction(() => document.title == "Acme Lamps");
  await page.getByRole("heading", { name: "Acme Lamps" }).waitFor();
  const color = await page.locator(".panel header").evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(color, "rgb(11, 110, 79)");
  await say(page, "hello from a profile");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await page.reload();
  await page.locator(".messages .own", { hasText: "hello from a profile" }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("it speaks the browser's language, and the desk's where it doesn't know that", async () => {
  for (const [locale, message, language] of [
    ["es-MX", "Mensaje", "es"],
    ["hu-HU", "Message", "en"],
  ]) {
    const page = await openPage({ locale });
    await page.getByRole("textbox", { name: message, exact: true }).waitFor();
    await page.waitForFunction((language) => document.documentElement.lang == language, language);
  }
});

for (const [width, height, expected] of /** @type {const} */ ([
  [390, 844, [0, 0, 390, 844]],
  [844, 390, [0, 0, 844, 390]],
  [1440, 900, [400, 50, 640, 800]],
])) {
  test(`in a window of ${width} × ${height}, it is ${width == 1440 ? "a card in the middle" : "as large as that"}`, async () => {
    const page = await openPage({ viewport: { width, height } });
    const box = await page.locator(".panel").boundingBox();
    assert.deepEqual([box?.x, box?.y, box?.width, box?.height], expected);
    const overflow = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    assert.equal(overflow, 0);
  });
}

test("it is dark for who likes it dark", async () => {
  const page = await openPage({ colorScheme: "dark" });
  const color = (selector) => page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(await color(".panel"), "rgb(26, 31, 41)");
  assert.equal(await color("html"), "rgb(14, 17, 23)");
});

test("a link of a mail that has expired says so there", async () => {
  const page = await browser.window();
  browser.expectedFaults.push(/400/);
  await page.goto("/chat/#tribeclub-chat=0");
  await page.getByText("This link has expired.").waitFor();
  assert.equal(new URL(page.url()).hash, "");
});
