// Size of the widget: its cost for a site's visitors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, endChat, openDesk } from "./browser.js";

/** All that the widget loads, compressed; in bytes. */
const LIMIT = 28 * 1024;

const { browser } = await openDesk();

test("the whole widget is 28 KB at most, and its loader alone blocks nothing", async (context) => {
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
  await beginChat(page, "How heavy are you?");
  await endChat(page);
  await page.getByText("How was your chat?").waitFor();
  await Promise.all(measured);
  const sum = [...sizes.values()].reduce((all, one) => all + one, 0);
  for (const [path, size] of sizes) context.diagnostic(`${size} ${path.replace(/^\/assets\/[^/]+/, "")}`);
  context.diagnostic(`${sum} bytes in ${sizes.size} files`);
  assert.ok(sizes.size > 3);
  assert.ok(sum <= LIMIT, `${sum} bytes`);
});
