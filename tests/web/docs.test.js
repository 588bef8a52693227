// The API reference at `/api/docs/`, with the document that the system makes of itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { openDesk, until } from "./browser.js";

/** All that only this page loads besides the document, compressed; in bytes. */
const LIMIT = 25 * 1024;

const { system, browser } = await openDesk();

/** The page at a place. @param {string} [hash] @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(hash = "", options = {}) {
  const page = await browser.window(options);
  await page.goto(`/api/docs/${hash}`);
  await page.locator("main h1").waitFor();
  return page;
}

/** The entry of an operation in the contents. */
const entry = (page, id) => page.locator(`nav a[href="#${id}"]`);

/** Distance of an operation from the top of the window, in pixels. */
const topOf = (page, id) => page.locator(`#${id}`).evaluate((element) => element.getBoundingClientRect().top);

/** @type {{paths: Record<string, Record<string, {operationId: string}>>}} */
const document = await (await fetch(`${system.url}/api/schema/`)).json();
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.values(item)
    .filter((operation) => operation.operationId)
    .map(({ operationId }) => ({ path, id: operationId })),
);

test("every operation of the document has its section, and an entry in the contents", async () => {
  const page = await open();
  const sections = await page.locator("main .operation").evaluateAll((all) => all.map(({ id }) => id));
  const entries = await page.locator("nav a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.ok(operations.length > 50);
  assert.deepEqual(
    operations.filter(({ id }) => !sections.includes(id) || !entries.includes(`#${id}`)),
    [],
  );
  for (const { id, path } of operations.slice(0, 5)) {
    assert.equal(await page.locator(`#${id} .endpoint .path`).textContent(), path);
  }
  assert.deepEqual(browser.faults, []);
});

test("the search finds operations by path, name and field, and Escape brings all of them back", async () => {
  const page = await open();
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search the API" });
  assert.equal(await search.evaluate((input) => input.ownerDocument.activeElement == input), true);
  await search.fill("client_message_id");
  await entry(page, "create_message").waitFor();
  assert.equal(await entry(page, "create_message").locator(".hit").textContent(), "client_message_id");
  assert.equal(await entry(page, "check_health").isVisible(), false);
  await search.fill("post /api/auth/login");
  await entry(page, "log_in").waitFor();
  assert.equal(await page.locator("nav a:visible").count(), 1);
  await search.fill("log_in");
  assert.equal(await entry(page, "log_in").isVisible(), true);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/api/docs/#log_in");
  await search.fill("no such thing");
  await page.getByText("No results for “no such thing”.").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await search.inputValue(), "");
  await page.locator("nav summary", { hasText: "Guide" }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a link to an operation leads exactly there, and the contents mark what is being read", async () => {
  const page = await open("#edit_message");
  const { height } = /** @type {{height: number}} */ (page.viewportSize());
  const isAtTop = (/** @type {number} */ top) => top >= 0 && top < height / 8;
  await until(() => topOf(page, "edit_message"), isAtTop);
  await page.locator('nav a[href="#edit_message"][aria-current]').waitFor();
  await page.locator("nav summary", { hasText: "Guide" }).click();
  await page.locator("nav summary", { hasText: "Guide" }).click();
  await entry(page, "errors").click();
  await page.locator('nav a[href="#errors"][aria-current]').waitFor();
  await page.goBack();
  await page.locator('nav a[href="#edit_message"][aria-current]').waitFor();
  assert.equal(await page.locator("nav [aria-current]").count(), 1);
  // Whoever scrolls on reads the next.
  await page.locator("main").hover();
  const moved = async () => {
    await page.mouse.wheel(0, 400);
    return page.locator("nav [aria-current]").getAttribute("href");
  };
  await until(moved, (href) => href != "#edit_message");
  await page.locator("#create_message h3 a").click();
  await page.waitForURL("**/api/docs/#create_message");
  await until(() => topOf(page, "create_message"), isAtTop);
  assert.deepEqual(browser.faults, []);
});

test("an operation says who may call it, what it takes, and what each answer holds", async () => {
  const page = await open("#create_message");
  const section = page.locator("#create_message");
  await section.locator(".facts", { hasText: "Who may call" }).getByText("Agents").waitFor();
  const content = section.locator(".fields li", { has: page.locator("code", { hasText: /^content$/ }) }).first();
  await content.getByText("10,000 characters").waitFor();
  const stored = section.locator(".answer", { hasText: "201" }).first();
  assert.equal(await stored.evaluate((details) => /** @type {HTMLDetailsElement} */ (details).open), true);
  const info = stored.locator("li", { has: page.locator(".name", { hasText: /^attachment_info$/ }) }).last();
  await info.locator("summary").click();
  await info.locator(".name", { hasText: /^content_type$/ }).waitFor();
  const example = section.getByRole("group", { name: /^Example answer: / });
  await example.locator(".key", { hasText: '"client_message_id"' }).waitFor();
  await section.getByRole("button", { name: "401", exact: true }).click();
  await example.locator(".key", { hasText: '"detail"' }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a document that can’t be loaded is said in words, and one can try again", async () => {
  const page = await browser.window();
  browser.expectedFaults.push(/ERR_FAILED.*\/api\/schema\/|503.*\/api\/schema\//);
  await page.route("**/api/schema/", (route) => route.abort(), { times: 1 });
  await page.goto("/api/docs/");
  const alert = page.getByRole("alert");
  await alert.getByText("Check your internet connection").waitFor();
  await page.route("**/api/schema/", (route) => route.fulfill({ status: 503, body: "<html>Busy</html>" }), {
    times: 1,
  });
  await alert.getByRole("button", { name: "Try again" }).click();
  await alert.getByText("Something went wrong on our side").waitFor();
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.locator("#create_message").waitFor({ state: "attached" });
  assert.deepEqual(browser.faults, []);
});

test("on a phone nothing is wider than the window, and the contents are a drawer", async () => {
  const page = await open("#create_message", { viewport: { width: 390, height: 844 }, hasTouch: true });
  const isWide = () => page.evaluate(() => globalThis.document.documentElement.scrollWidth > innerWidth);
  // A section is laid out only when it comes near, so each must come near.
  for (const { id } of operations) {
    await page.locator(`#${id}`).evaluate((section) => section.scrollIntoView());
    assert.equal(await isWide(), false, id);
  }
  await page.getByRole("button", { name: "Contents" }).click();
  const drawer = page.getByRole("dialog", { name: "Contents" });
  await drawer.getByRole("searchbox").fill("log_in");
  await drawer.locator('a[href="#log_in"]').click();
  await drawer.waitFor({ state: "hidden" });
  await until(
    () => topOf(page, "log_in"),
    (top) => top >= 0 && top < 100,
  );
  await page.locator("#log_in").getByRole("button", { name: "Try it" }).click();
  await page.getByRole("form", { name: /^Try it/ }).waitFor();
  assert.equal(await isWide(), false);
  await page.getByRole("button", { name: "Contents" }).click();
  await drawer.getByRole("searchbox").fill("");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "hidden" });
  assert.deepEqual(browser.faults, []);
});

test("the page is 25 KB at most beside the document and what other pages load as well", async (context) => {
  const page = await browser.window();
  /** @type {Promise<[path: string, size: number]>[]} */
  const measured = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (!/^\/(api|assets\/[^/]+)\/docs\//.test(pathname)) return;
    measured.push(response.body().then((body) => [pathname, gzipSync(body, { level: 9 }).length]));
  });
  await page.goto("/api/docs/");
  await page.locator("main h1").waitFor();
  const sizes = await Promise.all(measured);
  const sum = sizes.reduce((all, [, size]) => all + size, 0);
  for (const [path, size] of sizes) context.diagnostic(`${size} ${path.replace(/^\/assets\/[^/]+/, "")}`);
  context.diagnostic(`${sum} bytes in ${sizes.length} files`);
  assert.ok(sizes.length > 10);
  assert.ok(sum <= LIMIT, `${sum} bytes`);
});
