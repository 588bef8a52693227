// One's own account: name and photo, which all see, and light or dark, which is this browser's.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { afterEach, test } from "node:test";
import { openDesk } from "./browser.js";
import { beThere } from "./console-desk.js";

const { system, browser } = await openDesk();
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

const file = (name) => fileURLToPath(new URL(`../files/${name}`, import.meta.url));
const account = (page) => page.getByRole("button", { name: "your account" });
const dialog = (page) => page.getByRole("dialog", { name: "Your account" });
const agentNow = async () => await system.asAdmin("GET", "/api/agents/1/");

test("an agent changes their name and photo, and takes the photo away again", async () => {
  const agent = await browser.staff("/console/", "agent");
  await account(agent).click();
  await dialog(agent).getByText("agent@example.com").waitFor();
  await dialog(agent).locator("input[type=file]").setInputFiles(file("picture.png"));
  await dialog(agent).getByRole("button", { name: "Change photo" }).waitFor();
  await account(agent).locator("img.face").waitFor();
  assert.match((await agentNow()).avatar, /^http/);
  await dialog(agent).getByLabel("First name").fill("Alexandra");
  await dialog(agent).getByLabel("Last name").fill("Ames");
  await dialog(agent).getByRole("button", { name: "Save" }).click();
  await agent.getByRole("button", { name: "Alexandra Ames, your account" }).waitFor();
  assert.equal((await agentNow()).full_name, "Alexandra Ames");
  await agent.reload();
  await account(agent).locator("img.face").waitFor();
  await account(agent).click();
  await dialog(agent).getByRole("button", { name: "Remove photo" }).click();
  await dialog(agent).getByRole("button", { name: "Add photo" }).waitFor();
  assert.equal((await agentNow()).avatar, null);
  assert.deepEqual(browser.faults, []);
});

test("a file that is no picture is refused in words", async () => {
  browser.expectedFaults.push(/400.*\/api\/users\/me\//);
  const admin = await browser.staff("/admin/", "admin");
  await account(admin).click();
  await dialog(admin).locator("input[type=file]").setInputFiles(file("letter.docx"));
  await dialog(admin).getByRole("alert").getByText("Choose a PNG, JPEG or WebP picture of at most 2 MB.").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("light or dark is chosen for the browser, and is that of console and admin", async () => {
  const admin = await browser.staff("/admin/", "admin", { colorScheme: "light" });
  const ground = () => admin.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await account(admin).click();
  await dialog(admin).getByLabel("Appearance").selectOption("Dark");
  const dark = await ground();
  assert.notEqual(dark, light);
  await admin.goto("/console/");
  await account(admin).waitFor();
  assert.equal(await ground(), dark);
  await admin.keyboard.press("ControlOrMeta+k");
  await admin.getByRole("combobox", { name: "Find a chat or an action" }).fill("appearance as on");
  await admin.keyboard.press("Enter");
  assert.equal(await ground(), light);
  assert.deepEqual(browser.faults, []);
});
