// A chat begins with a message: it is seen at once, opens the room, and is neither lost nor sent twice, whatever the
// desk asks for and whatever fails meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { contactCard, openChat, openDesk, roomOf, say, stored, texts, until } from "./browser.js";

const { system, browser } = await openDesk();
browser.expectedFaults.push(/4\d\d|ERR_/);

const composer = (page) => page.getByRole("textbox", { name: "Message" });
const own = (page, text) => page.locator(".messages .own", { hasText: text });
const isSent = (page, text) => own(page, text).locator(".meta", { hasText: /Sent$/ }).waitFor();

/** A visitor with the chat open; `form`, if given, is what the desk asks for. */
async function visit({ form, before = async (_page) => {} } = {}) {
  const page = await browser.window();
  if (form)
    await page.route("**/api/chat/availability/", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), form } });
    });
  await before(page);
  await page.goto("/");
  await openChat(page);
  return page;
}

/** Holds back the requests of a path until the answer is called. */
async function hold(page, path) {
  /** @type {() => void} */
  let release = () => {};
  const wait = new Promise((resolve) => (release = () => resolve(null)));
  await page.route(path, async (route) => {
    await wait;
    await route.fallback();
  });
  return release;
}

/** The messages of the room that began with this text, once there are so many. */
async function storedFrom(text, count) {
  const find = async () => {
    const { results } = await system.asAdmin("GET", `/api/chat-rooms/?search=${encodeURIComponent(text)}`);
    return results;
  };
  const [room, ...others] = await until(find, (rooms) => rooms.length > 0);
  assert.deepEqual(others, [], "one room");
  const messages = await until(
    () => stored(system, room.id),
    (messages) => messages.length >= count,
  );
  return messages.map(({ content }) => content);
}

test("the first message is a bubble at once, and what is written before the room is there follows it in order", async () => {
  const page = await visit();
  const release = await hold(page, "**/start_chat/");
  await say(page, "first of three");
  await own(page, "first of three").getByText("Sending…").waitFor();
  assert.equal(await composer(page).inputValue(), "");
  await say(page, "second");
  await composer(page).fill("thi");
  release();
  await page.keyboard.type("rd", { delay: 50 });
  await isSent(page, "second");
  assert.equal(await composer(page).inputValue(), "third");
  await composer(page).press("Enter");
  assert.deepEqual(await storedFrom("first of three", 3), ["first of three", "second", "third"]);
  assert.deepEqual(await texts(page), ["first of three", "second", "third"]);
});

test("nothing but the message is needed: the card can be skipped, and doesn't come back in this chat", async () => {
  const page = await visit();
  await say(page, "nobody in particular");
  await contactCard(page).getByRole("button", { name: "Skip" }).click();
  await contactCard(page).waitFor({ state: "detached" });
  await composer(page).and(page.locator(":focus")).waitFor();
  await page.reload();
  await openChat(page);
  await isSent(page, "nobody in particular");
  assert.equal(await contactCard(page).count(), 0);
});

test("what a visitor says of themselves is seen at once by the agents, in the queue and in the chat", async () => {
  const agent = await browser.staff("/console/", "agent");
  const page = await visit();
  await say(page, "who am I");
  await agent.locator("#queue .room", { hasText: "who am I" }).click();
  await contactCard(page).getByLabel("Name").fill("Nora Named");
  await contactCard(page).getByLabel("Email").fill("nora@");
  await page.reload();
  await openChat(page);
  assert.equal(await contactCard(page).getByLabel("Name").inputValue(), "Nora Named");
  await contactCard(page).getByLabel("Email").fill("nora@example.com");
  await contactCard(page).getByLabel("Email").press("Enter");
  const thanks = page.getByText("Thanks! We’ve got your details.");
  await thanks.waitFor();
  await agent.locator("#queue .room", { hasText: "Nora Named" }).waitFor();
  await agent.getByText("nora@example.com").first().waitFor();
  await agent.locator(".messages .sender", { hasText: "Nora Named" }).waitFor();
  await thanks.waitFor({ state: "detached" });
});

test("where an address is required, the message waits on the screen, and goes once it is there", async () => {
  const form = [
    { name: "email", is_required: true },
    { name: "full_name", is_required: false },
  ];
  const page = await visit({ form });
  await say(page, "write to me");
  await own(page, "write to me").getByText("Not sent yet").waitFor();
  await page.getByText("Then we’ll send your message.").waitFor();
  const labels = await contactCard(page)
    .locator("input")
    .evaluateAll((inputs) => inputs.map((input) => input.getAttribute("aria-label")));
  assert.deepEqual(labels, ["Email", "Name (optional)"]);
  assert.equal(await contactCard(page).getByRole("button", { name: "Skip" }).count(), 0);
  await page.reload();
  await openChat(page);
  await own(page, "write to me").getByText("Not sent yet").waitFor();
  await say(page, "please");
  await contactCard(page).getByLabel("Email").fill("wanda@example.com");
  await contactCard(page).getByRole("button", { name: "Continue" }).click();
  await isSent(page, "please");
  assert.deepEqual(await storedFrom("wanda@example.com", 2), ["write to me", "please"]);
  assert.equal(await contactCard(page).count(), 0);
});

test("a desk that asks for nothing shows no card", async () => {
  const page = await visit({ form: [] });
  await say(page, "no questions");
  await isSent(page, "no questions");
  assert.equal(await contactCard(page).count(), 0);
});

test("what the server finds wrong with an address is said in the card, and the message stays", async () => {
  const page = await visit({ form: [] });
  const faults = { status: 400, json: { email: ["This field is required."] } };
  await page.route("**/complete_chat/", (route) => route.fulfill(faults), { times: 1 });
  await say(page, "closed by now");
  await own(page, "closed by now").getByText("Not sent yet").waitFor();
  await contactCard(page).getByText("Enter a valid email address.").waitFor();
  await contactCard(page).getByLabel("Email").fill("cleo@example.com");
  await contactCard(page).getByRole("button", { name: "Continue" }).click();
  await isSent(page, "closed by now");
});

test("after too many chats the message stays, with the time to try again, and goes when that is wanted", async () => {
  const page = await visit();
  const throttled = {
    status: 429,
    headers: { "Retry-After": "7200" },
    json: { detail: "Request was throttled.", code: "throttled" },
  };
  await page.route("**/complete_chat/", (route) => route.fulfill(throttled), { times: 1 });
  await say(page, "one too many");
  await own(page, "one too many").getByText("You’ve started too many chats. Please try again in 2 hours.").waitFor();
  await page.reload();
  await openChat(page);
  await own(page, "one too many").getByRole("button", { name: "Try again" }).click();
  await isSent(page, "one too many");
  assert.deepEqual(await storedFrom("one too many", 1), ["one too many"]);
});

test("a reload in the middle sends the message all the same, once", async () => {
  const page = await visit();
  // The answer is lost; the room is there.
  await page.route("**/complete_chat/", async (route) => void (await route.fetch()), { times: 1 });
  const asked = page.waitForResponse("**/start_chat/");
  await say(page, "in the middle");
  await asked;
  await until(
    () => roomOf(system, "in the middle"),
    (room) => room != null,
  );
  await page.reload();
  await isSent(page, "in the middle");
  assert.deepEqual(await storedFrom("in the middle", 1), ["in the middle"]);
});

test("after an answer that was lost, what is written next goes to the same room, behind what was written first", async () => {
  const page = await visit();
  browser.expectedFaults.push(/ERR_FAILED/);
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route("**/complete_chat/", lose, { times: 1 });
  await say(page, "the answer is lost");
  await own(page, "the answer is lost").getByRole("button", { name: "Try again" }).waitFor();
  await say(page, "is anyone there?");
  await isSent(page, "is anyone there?");
  assert.deepEqual(await storedFrom("the answer is lost", 2), ["the answer is lost", "is anyone there?"]);
  assert.deepEqual(await texts(page), ["the answer is lost", "is anyone there?"]);
});

test("what is on its way to a chat that is gone begins the next", async () => {
  // By HTTP, which can be held up.
  const page = await visit({ before: (page) => page.routeWebSocket(/\/ws/, (socket) => socket.close()) });
  await say(page, "soon to be gone");
  await isSent(page, "soon to be gone");
  await page.context().setOffline(true);
  await say(page, "is anyone still there?");
  const { id } = await roomOf(system, "soon to be gone");
  await system.asAdmin("POST", `/api/chat-rooms/${id}/close/`);
  await system.asAdmin("DELETE", `/api/chat-rooms/${id}/`);
  await page.context().setOffline(false);
  assert.deepEqual(await storedFrom("is anyone still there?", 1), ["is anyone still there?"]);
});

test("a message that was not sent for so long that its session expired goes all the same", async () => {
  const page = await visit();
  const expired = { status: 400, json: { error: "Session expired", detail: "…", code: "expired" } };
  await page.route("**/complete_chat/", (route) => route.fulfill(expired), { times: 1 });
  await say(page, "after a long break");
  await isSent(page, "after a long break");
  assert.deepEqual(await storedFrom("after a long break", 1), ["after a long break"]);
});

test("without a network the message stays, and goes as soon as there is one again", async () => {
  const page = await visit();
  await page.context().setOffline(true);
  await say(page, "from the tunnel");
  await own(page, "from the tunnel").getByText("We can’t connect.").waitFor();
  await page.context().setOffline(false);
  await isSent(page, "from the tunnel");
  assert.deepEqual(await storedFrom("from the tunnel", 1), ["from the tunnel"]);
});

test("two tabs that begin at once share one room, with what was written in both", async () => {
  const page = await visit();
  const tab = await page.context().newPage();
  await tab.goto("/");
  await openChat(tab);
  const release = await hold(page, "**/complete_chat/");
  await say(page, "both tabs");
  await page.waitForTimeout(0);
  await say(tab, "and the other");
  await own(tab, "and the other").getByText("Sending…").waitFor();
  release();
  await isSent(tab, "and the other");
  assert.deepEqual(await storedFrom("both tabs", 2), ["both tabs", "and the other"]);
  await own(page, "and the other").waitFor();
});

test("a file alone begins a chat, and follows", async () => {
  const page = await visit();
  const file = { name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("one, two") };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator(".messages a.file").waitFor();
  assert.deepEqual(await storedFrom("list.txt", 2), ["📎 list.txt", ""]);
});
