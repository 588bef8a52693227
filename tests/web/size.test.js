// Size of the widget: its cost for a site's visitors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, bubble, endChat, openDesk } from "./browser.js";

/** All that the widget loads, compressed, and the part of it before a click; in bytes. */
const LIMIT = 28 * 1024;
const BUBBLE_LIMIT = 5 * 1024;

const { browser } = await openDesk();

test("the bubble is 5 KB at most, the whole widget 28 KB, and its loader blocks nothing", async (context) => {
  const page = await browser.window();
  /** @type {Map<string, number>} */
  const sizes = new Map();
  /** @type {Promise<void>[]} */
  const measured = [];
  page.on("response", (response) => {
    const path = new URL(response.url()).pathname;
    if (!/^\/(widget\.js|assets\/[^/]+\/(bundle|client|shared|widget)\/)/.test(path) || path.endsWith(".svg")) return;
    measured.push(
      response
        .request()
        .sizes()
        .then(({ responseBodySize }) => void sizes.set(path, responseBodySize)),
    );
  });
  await page.goto("/");
  const script = page.locator("script[src='/widget.js']");
  assert.equal(await script.evaluate((/** @type {HTMLScriptElement} */ element) => element.async), true);
  const sum = () => [...sizes.values()].reduce((all, one) => all + one, 0);
  await bubble(page).waitFor();
  await Promise.all(measured);
  context.diagnostic(`${sum()} bytes in ${sizes.size} files before a click`);
  assert.ok(sizes.size > 2);
  assert.ok(sum() <= BUBBLE_LIMIT, `${sum()} bytes`);
  await beginChat(page, "How heavy are you?");
  await endChat(page);
  await page.getByText("How was your chat?").waitFor();
  await Promise.all(measured);
  for (const [path, size] of sizes) context.diagnostic(`${size} ${path.replace(/^\/assets\/[^/]+/, "")}`);
  context.diagnostic(`${sum()} bytes in ${sizes.size} files`);
  assert.ok(sizes.size > 4);
  assert.ok(sum() <= LIMIT, `${sum()} bytes`);
});
