// What an admin finds out: chats by day and their number, comments, exports, the audit log by names, and the overview.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { openDesk } from "./browser.js";
import { assign, beThere, post, visitorsOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

/** Chats of the agent that were resolved, and rated in these words. */
async function rated(names, comment) {
  const visitors = await visitorsOf(system, names);
  for (const { roomId, token } of visitors) {
    await assign(system, roomId);
    await system.asAdmin("POST", `/api/chat-rooms/${roomId}/resolve/`);
    await post(system, `/api/chat-rooms/${roomId}/rate/`, { rating: 3, comment }, token);
  }
  return visitors;
}

async function go(admin, section) {
  await admin.goto(`/admin/#/${section}`);
}

/** What an export has put into a file. @param {import("playwright-core").Page} admin @param {Record<string, string>} choices */
async function exported(admin, choices) {
  await admin.getByRole("button", { name: "Export" }).click();
  const form = admin.getByRole("dialog", { name: "Export" });
  for (const [label, choice] of Object.entries(choices)) await form.getByLabel(label).selectOption({ label: choice });
  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    form.getByRole("button", { name: "Export" }).click(),
  ]);
  await form.waitFor({ state: "detached" });
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("chats are counted, sorted and narrowed down to days", async () => {
  const names = Array.from({ length: 21 }, (_, index) => `Counted ${index}`);
  await visitorsOf(system, names);
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "rooms?search=counted");
  await admin.getByText("Page 1 · 21 total").waitFor();
  await admin.getByRole("link", { name: "Counted 20" }).waitFor();
  await admin.getByLabel("Sort").selectOption("Oldest first");
  await admin.getByRole("link", { name: "Counted 0" }).waitFor();
  await admin.getByLabel("Until").fill("2020-01-01");
  await admin.getByText("No chats match these filters.").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("chats and their messages are exported as they are filtered, and nothing in them is a formula", async () => {
  const [visitor] = await visitorsOf(system, ['Export, "Quoted"']);
  await visitor.say("=1+1");
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "rooms?search=export");
  await admin.getByText("1 total").waitFor();
  const chats = await exported(admin, { What: "Chats", Format: "CSV, for spreadsheets" });
  assert.equal(chats.name, "chats.csv");
  const [head, row] = chats.text.split("\r\n");
  assert.ok(head.startsWith("\ufeffID,Subject,Status,"), head);
  assert.ok(row.startsWith(`${visitor.roomId},`) && row.includes('"Export, ""Quoted"""'), row);
  const messages = await exported(admin, { What: "Messages of these chats", Format: "CSV, for spreadsheets" });
  assert.ok(messages.text.includes(",'=1+1,"), messages.text);
  const json = await exported(admin, { What: "Messages of these chats", Format: "JSON, for programs" });
  assert.deepEqual(
    JSON.parse(json.text).map(({ content }) => content),
    ['Hello from Export, "Quoted"', "=1+1"],
  );
  assert.deepEqual(browser.faults, []);
});

test("the report lists what customers said, and is exported by day", async () => {
  await rated(["Rita Rater"], "Took too long");
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "report");
  const comments = admin.getByRole("region", { name: "Comments" });
  await comments.getByText("Took too long").waitFor();
  await comments.getByRole("img", { name: "3 out of 5" }).first().waitFor();
  await admin.getByText("By agent").first().waitFor();
  const { name, text } = await exported(admin, { What: "By day", Format: "CSV, for spreadsheets" });
  assert.equal(name, "report-days.csv");
  assert.match(text, /^\ufeffDay \(UTC\),Started,Resolved,.*\r\n\d{4}-\d\d-\d\d,\d+,/);
  assert.deepEqual(browser.faults, []);
});

test("the audit log is searched by names, and says whose or of what it is", async () => {
  const [{ roomId }] = await rated(["Audited Person"], "Fine");
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "audit");
  await admin.getByLabel("Name of a person or target").fill("audited");
  const log = admin.getByRole("region", { name: "Audit log" });
  await log.getByRole("cell", { name: "Audited Person" }).first().waitFor();
  assert.equal(await admin.locator("select[name=target_id]").isVisible(), false);
  await go(admin, `audit?target_type=room&target_id=${roomId}`);
  const target = admin.locator("select[name=target_id]");
  await target.locator("option:checked", { hasText: "Hello from Audited Person" }).waitFor({ state: "attached" });
  await log.getByRole("link", { name: "Audited Person" }).first().click();
  const user = admin.locator("select[name=actor_id]");
  await user.locator("option:checked", { hasText: "Audited Person" }).waitFor({ state: "attached" });
  assert.equal((await exported(admin, { Format: "JSON, for programs" })).name, "audit.json");
  assert.deepEqual(browser.faults, []);
});

test("the overview tells of the longest wait, of unanswered chats, and of today beside a week ago", async () => {
  const [visitor] = await visitorsOf(system, ["Waits Long"]);
  await assign(system, visitor.roomId);
  const admin = await browser.staff("/admin/", "admin");
  const now = admin.getByRole("region", { name: "Now" });
  await now
    .locator(".tile", { hasText: "Unanswered" })
    .getByText(/^[1-9]/)
    .waitFor();
  await now.locator(".tile", { hasText: "Longest wait" }).waitFor();
  const today = admin.getByRole("region", { name: "Today" });
  await today
    .locator(".tile", { hasText: "Chats started" })
    .getByText(/^[1-9]/)
    .first()
    .waitFor();
  await today
    .getByText(/^Last \w+day: 0$/)
    .first()
    .waitFor();
  await now.locator(".tile", { hasText: "Active chats" }).getByRole("link").click();
  await admin.getByRole("heading", { name: "Chats" }).waitFor();
  assert.equal(await admin.getByLabel("Status").inputValue(), "active");
  assert.deepEqual(browser.faults, []);
});

test("a chat is closed and deleted by its name, and the question says what follows", async () => {
  const [visitor] = await visitorsOf(system, ["Gone Soon"]);
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, `rooms/${visitor.roomId}`);
  await admin.getByRole("button", { name: "Close" }).click();
  const close = admin.getByRole("dialog", { name: "Close “Hello from Gone Soon”?" });
  await close.getByRole("button", { name: "Close chat" }).click();
  await admin.getByRole("button", { name: "Delete" }).click();
  const question = admin.getByRole("dialog", { name: "Delete “Hello from Gone Soon”?" });
  await question.getByText(/Its message, and all notes and files, will be permanently deleted\./).waitFor();
  await question.getByRole("button", { name: "Delete" }).click();
  await admin.getByText("Chat deleted.").waitFor();
  assert.deepEqual(browser.faults, []);
});
