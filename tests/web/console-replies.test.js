// What helps an agent to answer: canned responses of their own and the desk's, emoji, quotes, former texts, marking as
// unread, and transferring with a note.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { openDesk, say, until } from "./browser.js";
import { assign, beThere, open, row, tab, visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

const reply = (page) => page.getByRole("textbox", { name: "Message" });

/** A chat of the agent, open in their console. */
async function chatting(name, message) {
  const visitor = await visitorOf(system, name, message);
  await assign(system, visitor.roomId);
  const agent = await browser.staff("/console/", "agent");
  await open(agent, "mine", name);
  await reply(agent).waitFor();
  return { visitor, agent };
}

test("an agent writes canned responses of their own, whose variables are filled in", async () => {
  await system.asAdmin("POST", "/api/canned-responses/", { shortcut: "hours", content: "From 9 to 17, {first_name}." });
  const { agent } = await chatting("Vera Variable");
  await agent.getByRole("button", { name: "Canned responses" }).click();
  await agent.getByRole("option", { name: /^\/hours/ }).waitFor();
  await agent.getByRole("option", { name: "Your canned responses…" }).click();
  const dialog = agent.getByRole("dialog", { name: "Your canned responses" });
  await dialog.getByText("You have none yet.").waitFor();
  await dialog.getByRole("button", { name: "New canned response" }).click();
  const form = agent.getByRole("dialog", { name: "New canned response" });
  await form.getByLabel("Shortcut").fill("hello");
  await form.getByLabel("Text").fill("Hi {name}, this is {agent} about {subject}. {unknown}");
  await form.getByRole("button", { name: "Create" }).click();
  await dialog.getByText("/hello").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  assert.equal(await reply(agent).inputValue(), "");
  await reply(agent).pressSequentially("/");
  await agent.getByRole("option", { name: /hello Yours/ }).waitFor();
  await agent.keyboard.press("Enter");
  const filled = "Hi Vera Variable, this is Alex Agent about Hello from Vera Variable. {unknown}";
  assert.equal(await reply(agent).inputValue(), filled);
  await reply(agent).fill("");
  await reply(agent).pressSequentially("/ho");
  await agent.keyboard.press("Enter");
  assert.equal(await reply(agent).inputValue(), "From 9 to 17, Vera.");
  const admin = await browser.staff("/admin/", "admin");
  await admin.goto("/admin/#/canned-responses");
  await admin.getByRole("row", { name: /hours/ }).waitFor();
  assert.equal(await admin.getByText("hello", { exact: true }).count(), 0);
  assert.deepEqual(browser.faults, []);
});

test("emoji are found by words, chosen by keys, and the last ones come first", async () => {
  const { agent } = await chatting("Emil Emoji");
  await reply(agent).fill("Thanks!");
  await agent.getByRole("button", { name: "Emoji", exact: true }).click();
  await agent.getByRole("combobox", { name: "Search emoji" }).fill("red heart");
  await agent.getByRole("option", { name: "red heart", exact: true }).waitFor();
  await agent.keyboard.press("Enter");
  assert.equal(await reply(agent).inputValue(), "Thanks!❤️");
  await agent.keyboard.type(" :)");
  assert.equal(await reply(agent).inputValue(), "Thanks!❤️ :)");
  await agent.getByRole("button", { name: "Emoji", exact: true }).click();
  await agent.locator(".emoji [role=option]").first().getByText("❤️").waitFor();
  await agent.keyboard.press("ArrowRight");
  await agent.keyboard.press("ArrowLeft");
  await agent.keyboard.press("Escape");
  await agent.locator(".composer textarea:focus").waitFor();
  assert.equal(await agent.locator(".emoji").isVisible(), false);
  await agent.locator(".room-head", { hasText: "Emil Emoji" }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a message is quoted in the reply, and an edited one shows what it said before", async () => {
  const { agent } = await chatting("Quinn Quote", "Where is it?\nI wait.");
  await reply(agent).fill("On its way.");
  await agent.locator(".other", { hasText: "Where is it?" }).hover();
  await agent.getByRole("button", { name: "Quote", exact: true }).click();
  assert.equal(await reply(agent).inputValue(), "> Where is it?\n> I wait.\n\nOn its way.");
  await reply(agent).fill("");
  await say(agent, "It comes tommorow");
  const own = agent.locator(".own", { hasText: "It comes tommorow" });
  await own.hover();
  await own.getByRole("button", { name: "Edit", exact: true }).click();
  const form = agent.getByRole("dialog", { name: "Edit message" });
  await form.getByLabel("Message").fill("It comes tomorrow");
  await form.getByRole("button", { name: "Save" }).click();
  await agent.locator(".own", { hasText: "It comes tomorrow" }).getByRole("button", { name: "edited" }).click();
  const versions = agent.getByRole("dialog", { name: "Edited message" });
  await versions.getByText("It comes tommorow").waitFor();
  await versions.getByText("It comes tomorrow").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a chat that is marked as unread is left, and stays unread", async () => {
  const { visitor, agent } = await chatting("Una Unread");
  const unread = async () => (await system.asAdmin("GET", `/api/chat-rooms/${visitor.roomId}/`)).unread_messages_count;
  await until(unread, (count) => count == 0);
  await agent.getByRole("button", { name: "More actions" }).click();
  await agent.getByRole("menuitem", { name: "Mark as unread" }).click();
  await agent.getByText("Select a chat to get started.").waitFor();
  await row(agent, "mine", visitor.name).locator(".badge").waitFor();
  assert.equal(await unread(), 1);
  assert.deepEqual(browser.faults, []);
});

test("a chat is transferred with a note, which the next agent finds there", async () => {
  system.passwords.next = "correct horse 1";
  const who = {
    username: "next",
    email: "next@example.com",
    password: system.passwords.next,
    first_name: "Nora",
    last_name: "Next",
  };
  await system.asAdmin("POST", "/api/admin-agents/", who);
  const { visitor, agent } = await chatting("Tina Transfer");
  await agent.getByRole("button", { name: "Transfer", exact: true }).click();
  const form = agent.getByRole("dialog", { name: "Transfer chat" });
  await form.getByLabel("Transfer to").selectOption({ label: "Nora Next – 0 of 5 chats" });
  await form.getByLabel("Note (optional)").fill("Wants a refund");
  await form.getByRole("button", { name: "Transfer" }).click();
  await row(agent, "mine", visitor.name).waitFor({ state: "detached" });
  const next = await browser.staff("/console/", "next");
  await tab(next, "mine").click();
  await row(next, "mine", visitor.name).click();
  await next.locator(".notes", { hasText: "Wants a refund" }).waitFor();
  assert.deepEqual(browser.faults, []);
});
