// A visitor and an agent in two windows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IN_QUEUE, beginChat, openChat, openDesk, say, texts } from "./browser.js";
import { open, row, tab } from "./console-desk.js";

/** A picture of one pixel. */
const PICTURE = {
  name: "one pixel.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};

const { system, browser } = await openDesk();
// One agent has the chats of all tests.
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });

/** Takes the only room that waits under this name. */
async function take(agent, name) {
  await open(agent, "queue", name);
  await agent.getByRole("button", { name: "Take chat" }).click();
  await agent.getByRole("button", { name: "Resolve" }).waitFor();
}

/** Waits until a window shows these texts, and nothing else. */
async function shows(page, expected) {
  await page.waitForFunction(
    (count) =>
      document.querySelector(".tribeclub-chat")?.shadowRoot?.querySelectorAll(".messages .bubble > p").length >=
        count || document.querySelectorAll(".messages .bubble > p").length >= count,
    expected.length,
  );
  assert.deepEqual(await texts(page), expected);
}

test("a visitor and an agent hold a conversation from the first message to the rating", async () => {
  await system.asAdmin("POST", "/api/canned-responses/", {
    shortcut: "hours",
    content: "We are here from 9 to 17 o'clock.",
  });
  const agent = await browser.staff("/console/", "agent");
  const visitor = await browser.visitor();
  await beginChat(visitor, "Hello, when are you open?", { name: "Whole Conversation" });
  await visitor.getByText(IN_QUEUE).waitFor();
  await take(agent, "Whole Conversation");
  await visitor.locator(".status", { hasText: "Alex Agent" }).waitFor();

  const writing = agent.getByRole("textbox", { name: "Message" });
  await writing.pressSequentially("/ho");
  await agent.getByRole("option", { name: "/hours" }).waitFor();
  await visitor.getByText("Alex Agent is typing").waitFor();
  await writing.press("Enter");
  await writing.press("Enter");
  await visitor.getByText("We are here from 9").first().waitFor();
  await agent.locator(".own .meta", { hasText: "Seen" }).waitFor();

  await say(visitor, "Thank you! Look:");
  await visitor.locator("input[type=file]").setInputFiles(PICTURE);
  await visitor.getByRole("button", { name: "Send" }).click();
  await agent.getByRole("img", { name: "one pixel.png" }).waitFor();
  await agent
    .locator("input[type=file]")
    .setInputFiles({ name: "price list.txt", mimeType: "text/plain", buffer: Buffer.from("1 €") });
  await agent.getByRole("button", { name: "Send" }).click();
  await visitor.getByRole("link", { name: "price list.txt" }).waitFor();

  await agent.getByLabel("Tags (comma-separated)").fill("opening, vip");
  await agent.locator(".details-panel").getByLabel("Priority").selectOption("high");
  await agent.getByLabel("Internal note").fill("Friendly. <b>Keep.</b>");
  await agent.getByRole("button", { name: "Add note" }).click();
  await agent.locator(".notes", { hasText: /Friendly. <b>Keep.<\/b>.*, just now$/ }).waitFor();
  await agent.locator("#mine .chip", { hasText: "opening +1" }).waitFor();

  await agent.getByRole("button", { name: "Resolve" }).click();
  await visitor.getByLabel("4 out of 5 stars").check({ force: true });
  await visitor.getByLabel("Anything we could do better?").fill("Nothing at all");
  await visitor.getByRole("button", { name: "Submit rating" }).click();
  await visitor.getByText("Thanks for your feedback!").waitFor();
  await agent.locator(".details-panel", { hasText: "★★★★" }).waitFor();
  const said = ["Hello, when are you open?", "We are here from 9 to 17 o'clock.", "Thank you! Look:"];
  assert.deepEqual(await texts(visitor), said);
  assert.deepEqual(await texts(agent), said);
  assert.deepEqual(browser.faults, []);
});

test("a network that is cut in the middle loses, doubles and reorders nothing", async () => {
  const agent = await browser.staff("/console/", "agent");
  const visitor = await browser.visitor();
  await beginChat(visitor, "one", { name: "Cut Network" });
  await take(agent, "Cut Network");
  await say(agent, "two");
  await shows(visitor, ["one", "two"]);
  // Requests fail meanwhile, as they should.
  browser.expectedFaults.push(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket|ERR_SOCKET/);
  system.cut();
  await visitor.getByText("Reconnecting").waitFor();
  for (const text of ["three", "four", "five"]) await say(visitor, text);
  await visitor.getByText("Sending").first().waitFor();
  system.restore();
  const all = ["one", "two", "three", "four", "five"];
  await shows(agent, all);
  await shows(visitor, all);
  await visitor.locator(".outgoing").waitFor({ state: "detached" });
  system.cut();
  await say(agent, "six");
  await say(agent, "seven");
  system.restore();
  await shows(visitor, [...all, "six", "seven"]);
  await shows(agent, [...all, "six", "seven"]);
  assert.deepEqual(browser.faults, []);
});

test("a push that is lost shows with the next pong, even if the answer to the sync is lost as well", async () => {
  const agent = await browser.staff("/console/", "agent");
  const visitor = await browser.window();
  let answers = 0;
  await visitor.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const { type, data } = JSON.parse(String(message));
      if (type == "message.created" && data.sender_type == "agent") return;
      // The first answer brings nothing, as nothing has happened.
      if (type == "sync") answers += 1;
      if (type == "sync" && answers == 2) return;
      socket.send(message);
    });
  });
  await visitor.goto("/");
  await beginChat(visitor, "Can you hear me?", { name: "Lost Push" });
  await take(agent, "Lost Push");
  await say(agent, "Loud and clear");
  await agent.locator(".outgoing").waitFor({ state: "detached" });
  // This event of the browser makes the client ask at once.
  await visitor.evaluate(() => dispatchEvent(new Event("online")));
  await shows(visitor, ["Can you hear me?", "Loud and clear"]);
  assert.ok(answers >= 3);
  assert.deepEqual(browser.faults, []);
});

test("after a reload the conversation goes on, and what was on its way is sent", async () => {
  const agent = await browser.staff("/console/", "agent");
  const visitor = await browser.visitor();
  browser.expectedFaults.push(/ERR_|WebSocket/);
  await beginChat(visitor, "before", { name: "Reloaded Page" });
  await take(agent, "Reloaded Page");
  system.cut();
  await say(visitor, "on its way");
  system.restore();
  await visitor.reload();
  await openChat(visitor);
  await shows(visitor, ["before", "on its way"]);
  await agent.reload();
  await shows(agent, ["before", "on its way"]);
  await say(agent, "after");
  await shows(visitor, ["before", "on its way", "after"]);
  assert.deepEqual(browser.faults, []);
});

test("an answer to a closed widget is counted on its bubble, on every page and in every tab", async () => {
  const agent = await browser.staff("/console/", "agent");
  const visitor = await browser.visitor();
  await beginChat(visitor, "I'll be back", { name: "Closed Widget" });
  await visitor.getByRole("button", { name: "Minimize chat" }).click();
  await take(agent, "Closed Widget");
  await say(agent, "Here is your answer");
  // The system's word that somebody joined counts as well.
  await visitor.getByRole("button", { name: "Open chat, 2 unread messages" }).waitFor();
  const tab = await visitor.context().newPage();
  await tab.goto("/");
  await tab.getByRole("button", { name: "Open chat, 2 unread messages" }).click();
  await shows(tab, ["I'll be back", "Here is your answer"]);
  await visitor.getByRole("button", { name: "Chat with us" }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("hostile content is shown as the text that it is", async () => {
  const agent = await browser.staff("/console/", "agent");
  const visitor = await browser.visitor({ viewport: { width: 390, height: 800 } });
  const hostile = [
    `<img src=x onerror="window.isHacked = true"><script>window.isHacked = true</script>`,
    "\u202Egnp.exe \u2067שלום\u2069 javascript:alert(1)",
    "W".repeat(10_000),
    "{{constructor.constructor('window.isHacked = true')()}}",
  ];
  await beginChat(visitor, hostile[0], { name: `<b onmouseover="window.isHacked = true">Mallory</b>` });
  await take(agent, "Mallory");
  for (const text of hostile.slice(1)) await say(visitor, text);
  for (const page of [agent, visitor]) {
    await shows(page, hostile);
    assert.equal(await page.evaluate(() => "isHacked" in window), false);
    assert.equal(await page.locator(".messages img, .messages script, .messages b").count(), 0);
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(isWide, false);
  }
  await visitor.getByRole("textbox", { name: "Message" }).fill("W".repeat(10_001));
  await visitor.getByText("1 over the 10,000-character limit").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a file that is refused says why, and may be discarded", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "A file for you", { name: "Refused File" });
  browser.expectedFaults.push(/400/);
  await visitor
    .locator("input[type=file]")
    .setInputFiles({ name: "page.png", mimeType: "image/png", buffer: Buffer.from("<html><script>1</script></html>") });
  await visitor.getByRole("button", { name: "Send" }).click();
  await visitor.getByText("Couldn’t send:").waitFor();
  await visitor.getByRole("button", { name: "Remove" }).click();
  await shows(visitor, ["A file for you"]);
  assert.equal(await visitor.locator(".refused").count(), 0);
});

test("the queue is the same for two agents, and a room that one takes leaves the other's", async () => {
  await system.asAdmin("POST", "/api/admin-agents/", {
    username: "second",
    email: "second@example.com",
    password: "correct horse 1",
    first_name: "Second",
    last_name: "Agent",
  });
  system.passwords.second = "correct horse 1";
  const [one, other, visitor] = [
    await browser.staff("/console/", "agent"),
    await browser.staff("/console/", "second"),
    await browser.visitor(),
  ];
  await beginChat(visitor, "Whose am I?", { name: "Two Agents" });
  await other.locator("#queue .room", { hasText: "Two Agents" }).waitFor();
  await take(one, "Two Agents");
  await other.locator("#queue .room", { hasText: "Two Agents" }).waitFor({ state: "detached" });
  await one.getByRole("button", { name: "Transfer" }).click();
  await one.getByLabel("Transfer to").selectOption({ label: "Second Agent – 0 of 5 chats" });
  await one.getByRole("dialog").getByRole("button", { name: "Transfer" }).click();
  await open(other, "mine", "Two Agents");
  await say(other, "Mine now");
  await shows(visitor, ["Whose am I?", "Mine now"]);
  await one.locator("#mine .room", { hasText: "Two Agents" }).waitFor({ state: "detached" });
  await other.getByRole("button", { name: "More actions" }).click();
  await other.getByRole("menuitem", { name: "Return to queue" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Return to queue" }).click();
  await tab(one, "queue").click();
  await row(one, "queue", "Two Agents").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("an agent takes and answers a chat by the keyboard alone", async () => {
  const agent = await browser.staff("/console/", "agent");
  const visitor = await browser.visitor();
  await beginChat(visitor, "No mouse here", { name: "Keyboard Only" });
  const card = agent.locator("#queue .room", { hasText: "Keyboard Only" });
  await card.waitFor();
  await agent.keyboard.press("Alt+1");
  for (let steps = 0; steps < 20 && !(await card.evaluate((element) => element == document.activeElement)); steps += 1)
    await agent.keyboard.press("ArrowDown");
  await agent.keyboard.press("Enter");
  await agent.getByRole("button", { name: "Take chat" }).waitFor();
  await agent.keyboard.press("Alt+3");
  await agent.keyboard.press("Enter");
  await agent.locator(".composer textarea").and(agent.locator(":focus")).waitFor();
  await agent.keyboard.type("By keys");
  await agent.keyboard.press("Enter");
  await shows(visitor, ["No mouse here", "By keys"]);
  await agent.keyboard.press("Escape");
  await agent.locator(".composer textarea:not(:focus)").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("on another site the widget speaks the page's Spanish, in the other corner, in the site's colours", async () => {
  const page = await browser.window();
  await page.route("**/site", (route) => {
    const body = `<!doctype html><html lang="es-MX"><title>Sitio</title><style>* { color: red !important; font-size: 40px }</style><body>Hola<script src="${system.url}/widget.js" data-position="left" data-color="rgb(120, 0, 90)" async></script>`;
    return route.fulfill({ contentType: "text/html", body });
  });
  await page.goto("http://127.0.0.1:1/site");
  const bubble = page.getByRole("button", { name: "Chatea con nosotros" });
  await bubble.click();
  await page.getByText("¡Hola! ¿En qué podemos ayudarte?").waitFor();
  const { left, color } = await bubble.evaluate((element) => ({
    left: element.getBoundingClientRect().left,
    color: getComputedStyle(element).backgroundColor,
  }));
  assert.ok(left < 100);
  assert.equal(color, "rgb(120, 0, 90)");
  const size = await page
    .getByText("¡Hola! ¿En qué podemos ayudarte?")
    .evaluate((element) => getComputedStyle(element).fontSize);
  assert.equal(size, "15px");
  await page.getByRole("textbox", { name: "Mensaje" }).fill("¡Hola!");
  await page.getByRole("button", { name: "Enviar" }).click();
  await page.getByText("Estás en cola").waitFor();
  await page.getByLabel("Nombre").fill("Sitio Ajeno");
  await page.getByRole("button", { name: "Guardar" }).click();
  await page.getByText("Hemos recibido tus datos.").waitFor();
  await page.getByRole("button", { name: "Más opciones" }).click();
  await page.getByRole("button", { name: "Finalizar chat" }).click();
  await page.locator(".ending").getByRole("button", { name: "Finalizar chat" }).click();
  await page.getByRole("button", { name: "Iniciar otro chat" }).click();
  await page.getByText("¡Hola! ¿En qué podemos ayudarte?").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a page that was opened before a deployment opens the widget of the new version", async () => {
  const page = await browser.window();
  const answer = await (await fetch(`${system.url}/widget.js`)).text();
  const [version] = answer.match(/\/assets\/\w+/) ?? [];
  browser.expectedFaults.push(/404/);
  // The first loader is of a version of which the browser has only what it had loaded by then.
  const before = { contentType: "text/javascript", body: answer.replaceAll(version, "/assets/before") };
  await page.route("**/widget.js", (route) => route.fulfill(before), { times: 1 });
  await page.route("**/assets/before/**", async (route) => {
    const url = route.request().url();
    if (url.includes("panel.js")) return route.fulfill({ status: 404 });
    return route.fulfill({ response: await route.fetch({ url: url.replace("/assets/before", version) }) });
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Chat with us" }).waitFor();
  const old = await page.evaluateHandle(() => document.querySelector(".tribeclub-chat"));
  await page.getByRole("button", { name: "Chat with us" }).click();
  // The old one goes when the new one has come: a click before that would be lost with it.
  const isReplaced = (old) => !old.isConnected && document.querySelectorAll(".tribeclub-chat").length == 1;
  await page.waitForFunction(isReplaced, old);
  await page.getByRole("button", { name: "Chat with us" }).click();
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  assert.deepEqual(browser.faults, []);
});
