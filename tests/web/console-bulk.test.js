// Many chats at once: choosing them by pointer and keyboard, what is done to them one by one, and saved views.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { openDesk, until } from "./browser.js";
import { assign, beThere, row, tab, visitorsOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

const bar = (page) => page.getByRole("region", { name: "Selected chats" });
const room = (id) => system.asAdmin("GET", `/api/chat-rooms/${id}/`);

/** Shows the agent's chats, once these are all there: rows that come while somebody aims at one come last. */
async function showMine(agent, visitors) {
  await tab(agent, "mine").click();
  for (const { name } of visitors) await row(agent, "mine", name).waitFor();
}

/** Chats of the agent, the last one on top. */
async function give(names) {
  const visitors = await visitorsOf(system, names);
  for (const { roomId } of visitors) await assign(system, roomId);
  return visitors;
}

test("a range is chosen by the pointer, tagged, and resolved one by one", async () => {
  const visitors = await give(["Range One", "Range Two", "Range Three", "Range Four"]);
  const agent = await browser.staff("/console/", "agent");
  await showMine(agent, visitors);
  await row(agent, "mine", "Range Four").hover();
  await agent.getByRole("checkbox", { name: "Select Range Four" }).check();
  await bar(agent).getByText("1 selected").waitFor();
  await row(agent, "mine", "Range Two").click({ modifiers: ["Shift"] });
  await bar(agent).getByText("3 selected").waitFor();
  assert.equal(await agent.locator(".room-head").count(), 0);
  await bar(agent).getByRole("button", { name: "Tag" }).click();
  const form = agent.getByRole("dialog", { name: "Tag 3 chats" });
  await form.getByLabel("Tags to add").fill("spring, refund");
  await form.getByRole("button", { name: "Add tags" }).click();
  await agent.locator(".toast", { hasText: "3 chats tagged." }).waitFor();
  for (const { roomId } of visitors.slice(1)) assert.deepEqual((await room(roomId)).tags, ["spring", "refund"]);
  assert.deepEqual((await room(visitors[0].roomId)).tags, []);
  await row(agent, "mine", "Range One").focus();
  await agent.keyboard.press("ControlOrMeta+a");
  await bar(agent).getByRole("button", { name: "Resolve" }).click();
  await agent.locator(".toast", { hasText: /\d+ chats resolved\./ }).waitFor();
  for (const { roomId } of visitors) assert.equal((await room(roomId)).status, "resolved");
  await bar(agent).waitFor({ state: "hidden" });
  assert.deepEqual(browser.faults, []);
});

test("by keyboard chats are chosen and closed, after a question that says how many", async () => {
  const visitors = await give(["Key One", "Key Two", "Key Three"]);
  const agent = await browser.staff("/console/", "agent");
  await showMine(agent, visitors);
  await row(agent, "mine", "Key Three").focus();
  await agent.keyboard.press("Shift+ArrowDown");
  await bar(agent).getByText("2 selected").waitFor();
  await agent.keyboard.press("Escape");
  await bar(agent).waitFor({ state: "hidden" });
  await row(agent, "mine", "Key Two").focus();
  await agent.keyboard.press("Shift+Space");
  await agent.keyboard.press("Shift+ArrowDown");
  await bar(agent).getByRole("button", { name: "Close" }).click();
  const question = agent.getByRole("dialog", { name: "Close 2 chats?" });
  await question.getByRole("button", { name: "Close 2 chats" }).click();
  await agent.locator(".toast", { hasText: "2 chats closed." }).waitFor();
  const statuses = await Promise.all(visitors.map(async ({ roomId }) => (await room(roomId)).status));
  assert.deepEqual(statuses, ["closed", "closed", "active"]);
  assert.deepEqual(browser.faults, []);
});

test("chats to which it couldn't be done are named with the reason, and stay chosen", async () => {
  const [own, over] = await give(["Still Open", "Resolved Already"]);
  await system.asAdmin("POST", `/api/chat-rooms/${over.roomId}/resolve/`);
  browser.expectedFaults.push(/400/);
  const agent = await browser.staff("/console/", "agent");
  await tab(agent, "all").click();
  for (const { name } of [own, over]) {
    await row(agent, "all", name).hover();
    await agent.getByRole("checkbox", { name: `Select ${name}` }).check();
  }
  await bar(agent).getByRole("button", { name: "Resolve" }).click();
  const outcome = bar(agent).getByRole("alert");
  await outcome.getByText("1 chat resolved. 1 chat couldn’t be resolved:").waitFor();
  await outcome.getByText("Resolved Already: A resolved chat can't be resolved.").waitFor();
  await bar(agent).getByText("1 selected").waitFor();
  await row(agent, "all", own.name).getByText("Resolved", { exact: true }).waitFor();
  await outcome.getByRole("button", { name: "Dismiss" }).click();
  await bar(agent).getByRole("button", { name: "Clear selection" }).click();
  await bar(agent).waitFor({ state: "hidden" });
  assert.deepEqual(browser.faults, []);
});

test("an admin assigns waiting chats to an agent", async () => {
  const visitors = await visitorsOf(system, ["Assign One", "Assign Two"]);
  const admin = await browser.staff("/console/", "admin");
  await tab(admin, "queue").click();
  await row(admin, "queue", "Assign Two").waitFor();
  await admin.getByRole("button", { name: "Select chats" }).click();
  for (const { name } of visitors) await admin.getByRole("checkbox", { name: `Select ${name}` }).check();
  await bar(admin).getByRole("button", { name: "Assign" }).click();
  const form = admin.getByRole("dialog", { name: "Assign 2 chats" });
  await form.getByRole("button", { name: "Assign" }).click();
  await admin.locator(".toast", { hasText: "2 chats assigned." }).waitFor();
  for (const { roomId } of visitors) assert.equal((await room(roomId)).agent.id, 1);
  assert.deepEqual(browser.faults, []);
});

test("a view is saved under a name, found by the palette, there after a reload, and deleted", async () => {
  const [tagged] = await give(["Viewed Chat", "Unviewed Chat"]);
  await system.asAdmin("PATCH", `/api/chat-rooms/${tagged.roomId}/`, { tags: ["vip"] });
  const agent = await browser.staff("/console/", "agent");
  await tab(agent, "mine").click();
  await agent.getByRole("button", { name: "Filters" }).click();
  await agent.getByLabel("Tag", { exact: true }).fill("VIP");
  await agent.getByLabel("Started until").fill("2999-01-01");
  await row(agent, "mine", "Unviewed Chat").waitFor({ state: "detached" });
  await agent.getByRole("button", { name: "Save view" }).click();
  const form = agent.getByRole("dialog", { name: "Save view" });
  await form.getByLabel("Name").fill("Important people");
  await form.getByRole("button", { name: "Save" }).click();
  const view = agent.getByRole("group", { name: "Saved views" }).getByRole("button", { name: "Important people" });
  await until(
    () => view.getAttribute("aria-pressed"),
    (pressed) => pressed == "true",
  );
  await agent.reload();
  await tab(agent, "queue").click();
  await agent.keyboard.press("ControlOrMeta+k");
  await agent.getByRole("combobox", { name: "Find a chat or an action" }).fill("important");
  await agent.keyboard.press("Enter");
  await row(agent, "mine", "Viewed Chat").first().waitFor();
  assert.equal(await row(agent, "mine", "Unviewed Chat").count(), 0);
  await agent.getByRole("button", { name: "Filters" }).click();
  await agent.getByLabel("Started from").fill("2999-01-01");
  await agent.getByText("No chats match.").waitFor();
  await view.click();
  await agent.getByRole("button", { name: "Delete view" }).click();
  await agent.getByRole("dialog").getByRole("button", { name: "Delete view" }).click();
  await view.waitFor({ state: "detached" });
  assert.deepEqual(browser.faults, []);
});
