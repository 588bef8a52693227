// The person beside a chat: who they are, and what became of their other chats.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { openDesk } from "./browser.js";
import { assign, beThere, open, post, row, visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

/** A registered customer opens a room. @param {string} token @param {string} subject */
async function opens(token, subject) {
  const fields = { subject, initial_message: `About ${subject}` };
  const { id } = await post(system, "/api/chat-rooms/", fields, token);
  return id;
}

test("beside a chat stand its customer and their earlier chats, which are read there without leaving it", async () => {
  const { token } = await post(system, "/api/auth/login/", {
    username: "customer",
    password: system.passwords.customer,
  });
  const first = await opens(token, "Broken cup");
  await assign(system, first);
  await system.asAdmin("POST", `/api/chat-rooms/${first}/send_message/`, { content: "A new one is on its way" });
  await system.asAdmin("POST", `/api/chat-rooms/${first}/resolve/`);
  await post(system, `/api/chat-rooms/${first}/rate/`, { rating: 4, comment: "Quick" }, token);
  const second = await opens(token, "Late parcel");
  await assign(system, second);
  const agent = await browser.staff("/console/", "agent");
  await open(agent, "mine", "About Late parcel");
  const card = agent.getByRole("region", { name: "Customer" });
  await card.getByText("Registered customer").waitFor();
  await card.getByRole("link", { name: /@/ }).waitFor();
  await card.getByText("Not confirmed by your website").waitFor();
  const history = agent.getByRole("region", { name: "Chat history" });
  const past = history.getByRole("button", { name: /Broken cup.*Resolved.*4 out of 5 stars/ });
  await past.waitFor();
  assert.equal(await history.getByRole("button", { name: /Late parcel/ }).count(), 0);
  await agent.locator(".composer textarea").fill("Half a sentence");
  await past.click();
  await history.getByText("A new one is on its way").waitFor();
  assert.equal(await history.locator("textarea").count(), 0);
  assert.equal(await agent.locator(".composer textarea").inputValue(), "Half a sentence");
  assert.equal((await agent.evaluate(() => location.hash)).slice(1), second);
  await history.getByRole("link", { name: "Open this chat" }).click();
  await agent.locator(".room-head", { hasText: "Broken cup" }).waitFor();
  await agent.locator(".details-panel").getByText("Quick").waitFor();
  await history.getByRole("button", { name: /Late parcel/ }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("of a visitor's first chat it is said that there are no others", async () => {
  const visitor = await visitorOf(system, "First Timer");
  const agent = await browser.staff("/console/", "agent");
  await row(agent, "queue", visitor.name).click();
  await agent.getByText("This is their first chat.").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("the page on which a chat began is told, and leads there in a window of its own", async () => {
  const page = "https://shop.example/cups?colour=blue";
  const first = { initial_message: "On which page am I?", page };
  const { session_id } = await post(system, "/api/chat/start_chat/", first);
  await post(system, "/api/chat/complete_chat/", { session_id, full_name: "Page Visitor" });
  const agent = await browser.staff("/console/", "agent");
  await row(agent, "queue", "Page Visitor").click();
  const link = agent.locator(".details-panel").getByRole("link", { name: "shop.example/cups?colour=blue" });
  await link.waitFor();
  assert.equal(await link.getAttribute("href"), page);
  assert.match((await link.getAttribute("rel")) ?? "", /noopener noreferrer/);
  assert.deepEqual(browser.faults, []);
});
