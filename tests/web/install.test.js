// The admin's section "Install": the snippet, the widget as it will look, and the first chat.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bubble, openDesk, openSite, say } from "./browser.js";

const { system, browser } = await openDesk();
const profile = { version: 0, name: "Acme Lamps", color: "#0b6e4f", text_color: "" };
await system.asAdmin("PATCH", "/api/settings/", { profile });

test("before the first chat, the console leads an admin there", async () => {
  const page = await browser.staff("/console/", "admin");
  await page.getByRole("tab", { name: "All" }).click();
  await page.getByRole("button", { name: "Put the chat on your website" }).click();
  await page.getByRole("heading", { name: "Install" }).waitFor();
});

async function openInstall() {
  const page = await browser.staff("/admin/", "admin");
  await page.getByRole("link", { name: "Install" }).click();
  await page.locator("#widget-preview .panel textarea").waitFor();
  return page;
}

const snippet = (page) => page.getByRole("group", { name: "Snippet" }).innerText();

test("the snippet has the system's address and what an admin chooses, and works on a page", async () => {
  const page = await openInstall();
  assert.equal(await snippet(page), `<script src="${system.url}/widget.js" async></script>`);
  await page.getByLabel("Where the chat stands").selectOption("Bubble, bottom left");
  await page.getByLabel("Title").fill(`Lamps & "Co"`);
  await page.getByLabel("Colour", { exact: true }).fill("#ffd400");
  await page.getByLabel("Language").selectOption("Spanish");
  const made = await snippet(page);
  for (const line of [`data-title="Lamps &amp; &quot;Co&quot;"`, `data-language="es"`, `data-position="left"`])
    assert.ok(made.includes(line), made);
  const visitor = await browser.window();
  await openSite(visitor, system, `<body>${made}`);
  await visitor.getByRole("button", { name: "Chatea con nosotros" }).click();
  await visitor.getByRole("heading", { name: `Lamps & "Co"` }).waitFor();
  assert.equal((await visitor.locator(".bubble-button").boundingBox())?.x, 20);
});

test("the widget beside it looks as chosen, and colours that can't be read or seen are named", async () => {
  const page = await openInstall();
  const header = page.locator("#widget-preview .panel header");
  const color = () => header.evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.getByRole("heading", { name: "Acme Lamps" }).waitFor();
  assert.equal(await color(), "rgb(11, 110, 79)");
  await page.getByText("Text is easy to read on it (6.3:1).").waitFor();
  await page.getByLabel("Colour", { exact: true }).fill("#ffd400");
  await page.getByLabel("Title").fill("Bright Lamps");
  await header.getByRole("heading", { name: "Bright Lamps" }).waitFor();
  assert.equal(await color(), "rgb(255, 212, 0)");
  await page.getByText("The bubble is hard to see on a white page (1.4:1).").waitFor();
  await page.getByLabel("Text on it").fill("white");
  await page.getByText("Text is hard to read on it (1.4:1).").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("what else must be done for a choice is said: the element, the button, the page's policy", async () => {
  const page = await openInstall();
  await page.getByLabel("Where the chat stands").selectOption("In an element of the page");
  await page.getByLabel("Element (CSS selector)").fill("#help");
  assert.match(await snippet(page), /data-inline="#help"/);
  await page.getByLabel("Where the chat stands").selectOption("Opened by your own button");
  await page.getByText("<button data-tribeclub-open>").waitFor();
  assert.match(await snippet(page), /data-launcher="none"/);
  await page.getByText("Does your website have a Content-Security-Policy?").click();
  const lines = await page.getByRole("group", { name: "Content-Security-Policy" }).innerText();
  const { host } = new URL(system.url);
  assert.match(lines, new RegExp(`script-src http://${host};\\s+connect-src http://${host} ws://${host};`));
});

test("the first chat from a website is waited for, and shown once it has begun", async () => {
  const page = await openInstall();
  await page.getByText("Waiting for the first chat from your website…").waitFor();
  const visitor = await browser.window();
  await openSite(visitor, system);
  await bubble(visitor).click();
  await say(visitor, "Is this thing on?");
  await page.getByText("The latest chat began on shop.example just now.").waitFor();
});

test("in other sections, there is no widget", async () => {
  const page = await openInstall();
  await page.getByRole("link", { name: "Settings" }).first().click();
  await page.locator(".tribeclub-chat").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => "tribeclubChat" in window), false);
});
