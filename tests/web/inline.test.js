// The widget as a part of the page: in an element of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bubble, openDesk, openSite, say, until } from "./browser.js";

const { system, browser } = await openDesk();
const profile = { version: 0, name: "Acme Lamps", color: "#0b6e4f", text_color: "#ffffff" };
await system.asAdmin("PATCH", "/api/settings/", { profile });

const INLINE = { attributes: `data-inline="#support"` };
const panel = (page) => page.locator(".panel");
const composer = (page) => page.getByRole("textbox", { name: "Message" });

test("the chat fills an element of the page: open, without a bubble, and without taking the focus", async () => {
  const page = await browser.window();
  const html = `<body style="margin:0"><h1>Help</h1>%WIDGET%<div id="support" style="width:500px;height:520px"></div>`;
  await openSite(page, system, html, INLINE);
  await composer(page).waitFor();
  const [panelBox, place] = await Promise.all([panel(page).boundingBox(), page.locator("#support").boundingBox()]);
  assert.deepEqual(panelBox, place);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "BODY");
  assert.equal(await bubble(page).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Minimize chat" }).count(), 0);
  await page.getByRole("region", { name: "Acme Lamps" }).waitFor();
  await composer(page).fill("hello");
  await composer(page).press("Enter");
  await page.locator(".messages .own", { hasText: "hello" }).waitFor();
  await composer(page).press("Escape");
  await page.evaluate(() => /** @type {any} */ (globalThis).tribeclubChat.close());
  assert.equal(await panel(page).isVisible(), true);
  assert.deepEqual(await panel(page).boundingBox(), place);
  assert.deepEqual(browser.faults, []);
});

test("in an element without a height, the chat has one, and keeps it", async () => {
  const page = await browser.window({ viewport: { width: 390, height: 844 } });
  await openSite(page, system, `<body><div id="support"></div><p id="end">End</p>%WIDGET%`, INLINE);
  await composer(page).waitFor();
  const height = async () => (await panel(page).boundingBox())?.height ?? 0;
  const before = await height();
  assert.ok(before > 450 && before < 620, `${before}`);
  await say(page, `one${"\n".repeat(60)}two`);
  await page.locator(".messages .own", { hasText: "two" }).waitFor();
  await page.locator(".contact").waitFor();
  assert.equal(await height(), before);
});

test("wherever the page has the element, the chat is in it, and elsewhere in the corner", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body><main></main>%WIDGET%`, INLINE);
  await bubble(page).waitFor();
  const render = (html) => page.evaluate((html) => document.querySelector("main").setHTMLUnsafe(html), html);
  for (let visit = 0; visit < 2; visit += 1) {
    await render(`<div id="support" style="height:500px"></div>`);
    await page.locator("#support .tribeclub-chat .panel textarea").waitFor();
    assert.equal(await bubble(page).count(), 0);
    await composer(page).fill("a draft");
    await render("<p>Another page</p>");
    await bubble(page).waitFor();
    assert.equal(await panel(page).isVisible(), false);
  }
  await bubble(page).click();
  assert.equal(await composer(page).inputValue(), "a draft");
  assert.equal(await page.locator(".tribeclub-chat").count(), 1);
});

test("an answer counts as read once the element is scrolled to, and the title tells of it until then", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body><div id="support" style="height:500px"></div><hr>%WIDGET%`, INLINE);
  await say(page, "where is it?");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await page.evaluate(() => {
    document.querySelector("hr").style.marginTop = "3000px";
    scrollTo(0, 3000);
  });
  const { results } = await system.asAdmin("GET", "/api/chat-rooms/?page_size=100");
  const [{ id }] = results;
  await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content: "on its way" });
  await page.waitForFunction(() => document.title == "(1) A shop");
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction(() => document.title == "A shop");
  await until(
    () => system.asAdmin("GET", `/api/chat-rooms/${id}/messages/`),
    ({ results }) => results.some(({ content, is_read }) => content == "on its way" && is_read),
  );
});
