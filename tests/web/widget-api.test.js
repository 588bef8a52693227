// Functions and events of the widget for the page that it is on, `tribeclubChat`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bubble, contactCard, openDesk, openSite, roomOf, say, until } from "./browser.js";
import { SECRET, identity } from "./identity.js";

const { system, browser } = await openDesk(["--identity-secret", SECRET]);

const panel = (page) => page.locator(".panel");
const composer = (page) => page.getByRole("textbox", { name: "Message" });
const push = (code) => `<script>(window.tribeclubChat ||= []).push((chat) => { ${code} })</script>`;
/** Calls a function of the widget. */
const call = (page, name, ...given) =>
  page.evaluate(([name, given]) => void window.tribeclubChat[name](...given), /** @type {const} */ ([name, given]));
/** Records the widget's events in the page. */
const RECORD = push(`window.told = [];
  for (const type of ["ready", "open", "close", "message", "unread", "chat-started", "chat-ended"])
    chat.on(type, (detail) => told.push(detail == null ? [type] : [type, detail]))`);
const told = (page) => page.evaluate(() => /** @type {any} */ (globalThis).told);
const toldOf = (page, type) =>
  until(
    () => told(page),
    (told) => told?.some(([one]) => one == type),
  ).then((told) => told.filter(([one]) => one == type).map(([, detail]) => detail));

/** Waits for the room that the page's visitor has opened. */
async function roomWith(text) {
  const rooms = await until(
    () => system.asAdmin("GET", "/api/chat-rooms/?page_size=100"),
    ({ results }) => results.some(({ subject }) => subject == text),
  );
  return rooms.results.find(({ subject }) => subject == text);
}

test("what a page asks for before the script is there is done in its order, and a fault in it stops nothing", async () => {
  const page = await browser.window();
  browser.expectedFaults.push(/a fault of the page/);
  const html = `<body>${push("throw new Error('a fault of the page')")}${push("chat.open('Do you have lamps?')")}${push("window.language = () => chat.language")}%WIDGET%`;
  await openSite(page, system, html);
  await panel(page).waitFor();
  assert.equal(await composer(page).inputValue(), "Do you have lamps?");
  assert.equal(await page.evaluate("language()"), "en");
  await page.evaluate(`tribeclubChat.push((chat) => chat.close())`);
  await panel(page).waitFor({ state: "hidden" });
});

test("a page hears of all that happens, until it no longer wants to", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body>${RECORD}%WIDGET%`);
  await bubble(page).waitFor();
  await page.evaluate(() => {
    const { told } = /** @type {any} */ (globalThis);
    window.tribeclubChat.on("ready", () => told.push(["ready, late"]));
    const stop = window.tribeclubChat.on("open", () => told.push(["open, once"]));
    window.tribeclubChat.on("close", stop);
  });
  for (const name of ["open", "close", "open"]) {
    await call(page, name);
    await panel(page).waitFor({ state: name == "open" ? "visible" : "hidden" });
  }
  assert.deepEqual(await told(page), [["ready"], ["ready, late"], ["open"], ["open, once"], ["close"], ["open"]]);
  await say(page, "Is it there?");
  const [{ id }] = await toldOf(page, "chat-started");
  await toldOf(page, "message");
  await call(page, "close");
  await system.asAdmin("POST", `/api/chat-rooms/${id}/send_message/`, { content: "It is." });
  assert.deepEqual(await toldOf(page, "unread"), [1]);
  await call(page, "open");
  await until(
    () => toldOf(page, "unread"),
    (unread) => unread.length == 2,
  );
  await system.asAdmin("POST", `/api/chat-rooms/${id}/close/`);
  assert.deepEqual(await toldOf(page, "chat-ended"), [{ id }]);
  const messages = (await toldOf(page, "message")).filter(({ sender }) => sender != "system");
  assert.deepEqual(
    messages.map(({ sender, text, file }) => [sender, text, file]),
    [
      ["visitor", "Is it there?", null],
      ["agent", "It is.", null],
    ],
  );
  assert.deepEqual(await toldOf(page, "unread"), [1, 0]);
  assert.deepEqual(await toldOf(page, "chat-started"), [{ id }]);
});

test("any element of the page opens the chat, with a text, and has the focus again when it is closed", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body><a href="/chat/" data-tribeclub-open>Help</a>%WIDGET%`);
  await bubble(page).waitFor();
  await page.getByRole("link", { name: "Help" }).click();
  await panel(page).waitFor();
  assert.equal(page.url(), "http://shop.example/");
  await composer(page).press("Escape");
  await panel(page).waitFor({ state: "hidden" });
  await page.locator("a:focus", { hasText: "Help" }).waitFor();
  await page.evaluate(() => {
    const { body } = document;
    const shadow = body.appendChild(document.createElement("shop-product")).attachShadow({ mode: "open" });
    const button = shadow.appendChild(document.createElement("button"));
    button.dataset.tribeclubOpen = "Is the red lamp dimmable?";
    button.append(Object.assign(document.createElement("b"), { textContent: "Ask about this lamp" }));
  });
  await page.getByText("Ask about this lamp").click();
  await panel(page).waitFor();
  assert.equal(await composer(page).inputValue(), "Is the red lamp dimmable?");
  await composer(page).fill("Is the green one?");
  await page.getByText("Ask about this lamp").click();
  assert.equal(await composer(page).inputValue(), "Is the green one?");
});

test("a link to the chat within the page opens it, each time, and when the page is loaded with it", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body><a href="#tribeclub-open">Help</a>%WIDGET%`);
  await bubble(page).waitFor();
  for (let visit = 0; visit < 2; visit += 1) {
    await page.getByRole("link", { name: "Help" }).click();
    await panel(page).waitFor();
    await page.getByRole("button", { name: "Minimize chat" }).click();
    await panel(page).waitFor({ state: "hidden" });
  }
  await page.goto("about:blank");
  await page.goto("http://shop.example/#tribeclub-open=Where%20is%20it%3F");
  await panel(page).waitFor();
  assert.equal(await composer(page).inputValue(), "Where is it?");
  assert.equal(new URL(page.url()).hash, "");
});

test("with a launcher of the page's own, there is no bubble, and the chat takes its place", async () => {
  const page = await browser.window({ reducedMotion: "reduce" });
  const html = `<body><button onclick="tribeclubChat.open()">Help</button>%WIDGET%`;
  await openSite(page, system, html, { attributes: `data-launcher="none"` });
  await page.waitForFunction(() => "tribeclubChat" in globalThis);
  await page.getByRole("button", { name: "Help" }).click();
  await panel(page).waitFor();
  assert.equal(await bubble(page).count(), 0);
  const box = await panel(page).boundingBox();
  assert.equal(900 - Number(box?.y) - Number(box?.height), 20);
  await composer(page).press("Escape");
  await page.locator("button:focus", { hasText: "Help" }).waitFor();
});

test("a page hides the widget and shows it again", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body>${push("chat.hide()")}${RECORD}%WIDGET%`);
  await toldOf(page, "ready");
  assert.equal(await bubble(page).count(), 0);
  await call(page, "open");
  await panel(page).waitFor();
  await call(page, "close");
  await panel(page).waitFor({ state: "hidden" });
  assert.equal(await page.locator(".tribeclub-chat").isVisible(), false);
  await call(page, "show");
  await bubble(page).click();
  await panel(page).waitFor();
  await call(page, "hide");
  await panel(page).waitFor({ state: "hidden" });
  assert.equal(await bubble(page).count(), 0);
});

test("what a page fills in can be changed, and nothing that was typed is", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body>${push("chat.prefill({ name: 'Ana', email: 'ana@example.com' })")}%WIDGET%`);
  await bubble(page).click();
  await call(page, "prefill", { message: "Hello, I have a question." });
  await until(
    () => composer(page).inputValue(),
    (value) => value == "Hello, I have a question.",
  );
  await say(page, "Prefilled");
  const card = contactCard(page);
  await card.waitFor();
  assert.equal(await card.getByLabel("Name").inputValue(), "Ana");
  await card.getByLabel("Name").fill("Anna");
  await call(page, "prefill", { name: "Ana", phone: "+43 1 234" });
  await card.getByRole("button", { name: "Save" }).click();
  await page.getByText("Thanks! We’ve got your details.").waitFor();
  const { chat_user_info } = await roomOf(system, "Anna");
  assert.equal(chat_user_info.email, "ana@example.com");
});

test("whom the page knows is not asked, and the desk hears who it is, also in the middle of a chat", async () => {
  const page = await browser.window();
  const known = push("chat.setVisitor({ name: 'Gina Garcia', email: 'gina@example.com', phone: '+43 1 234' })");
  await openSite(page, system, `<body>${known}%WIDGET%`);
  await bubble(page).click();
  await say(page, "Known to the page");
  const { id, chat_user_info } = await roomWith("Known to the page");
  assert.deepEqual([chat_user_info.full_name, chat_user_info.email], ["Gina Garcia", "gina@example.com"]);
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  assert.equal(await contactCard(page).count(), 0);
  await call(page, "setVisitor", { name: "Gina Lopez" });
  await until(
    () => system.asAdmin("GET", `/api/chat-rooms/${id}/`),
    ({ chat_user_info }) => chat_user_info.full_name == "Gina Lopez",
  );
});

test("of whom the page knows the name, only the rest is asked", async () => {
  const page = await browser.window();
  await openSite(page, system, `<body>${push("chat.setVisitor({ name: 'Half Known' })")}%WIDGET%`);
  await bubble(page).click();
  await say(page, "Half known");
  await contactCard(page).getByLabel("Email").waitFor();
  assert.equal(await contactCard(page).getByLabel("Name").count(), 0);
});

test("a message in the visitor's name opens the chat and is sent", async () => {
  const page = await browser.window();
  await openSite(page, system);
  await bubble(page).waitFor();
  await call(page, "send", "My lamp has arrived broken.");
  await page.locator(".messages .own", { hasText: "arrived broken" }).waitFor();
  const { id } = await roomWith("My lamp has arrived broken.");
  await call(page, "send", "Order 1234.");
  await page.locator(".messages .own", { hasText: "Order 1234." }).locator(".meta", { hasText: "Sent" }).waitFor();
  assert.equal((await system.asAdmin("GET", `/api/chat-rooms/${id}/`)).id, id);
});

test("a page changes the language, and what is being written stays", async () => {
  const page = await browser.window();
  await openSite(page, system);
  await bubble(page).click();
  await composer(page).fill("a draft");
  await call(page, "setLanguage", "es");
  const field = page.getByRole("textbox", { name: "Mensaje", exact: true });
  await field.waitFor();
  assert.equal(await field.inputValue(), "a draft");
  assert.equal(await page.evaluate(() => window.tribeclubChat.language), "es");
  await page.getByRole("button", { name: "Minimizar el chat" }).click();
  await page.getByRole("button", { name: "Chatea con nosotros" }).waitFor();
  assert.equal(await page.locator(".panel").count(), 1);
});

/** A page whose server is asked for a token as often as one is needed. @param {import("playwright-core").Page} page */
async function openShop(page, tokens, html = "<body>%FETCHED%%WIDGET%") {
  const asked = [];
  await page.route("http://shop.example/token", (route) => {
    const token = tokens[Math.min(asked.push(route), tokens.length) - 1];
    return token == null ? route.abort() : route.fulfill({ body: token });
  });
  const fetched = push(`chat.identify(async () => (await fetch("/token")).text())`);
  await openSite(page, system, html.replace("%FETCHED%", fetched));
  return asked;
}

test("a token that comes late is waited for, and the chat of who is signed in goes on", async () => {
  const page = await browser.window();
  await openShop(page, [identity("hannah")]);
  await bubble(page).click();
  await say(page, "Hannah's question");
  const { chat_user_info } = await roomWith("Hannah's question");
  assert.equal(chat_user_info.full_name, "Name of hannah");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await page.reload();
  await page.evaluate(() => void window.tribeclubChat.open?.());
  await page.locator(".messages .own", { hasText: "Hannah's question" }).waitFor();
  assert.equal(await contactCard(page).count(), 0);
});

test("in place of a token that has expired, a new one is fetched once", async () => {
  const page = await browser.window();
  browser.expectedFaults.push(/400.*complete_chat/);
  const asked = await openShop(page, [identity("ivan", { lifetime: -600 }), identity("ivan")]);
  await bubble(page).click();
  await say(page, "Ivan's question");
  assert.equal((await roomWith("Ivan's question")).chat_user_info.full_name, "Name of ivan");
  assert.equal(asked.length, 2);
});

test("if the token can't be fetched, the chat of who was here is not shown, and is there again later", async () => {
  const page = await browser.window();
  browser.expectedFaults.push(/ERR_FAILED|Failed to fetch/);
  await openShop(page, [identity("judy"), null, identity("judy")]);
  await bubble(page).click();
  await say(page, "Judy's question");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await page.reload();
  await bubble(page).click();
  await page.locator(".greeting").waitFor();
  assert.equal(await page.getByText("Judy's question").count(), 0);
  await page.reload();
  await bubble(page).waitFor();
  await call(page, "open");
  await page.locator(".messages .own", { hasText: "Judy's question" }).waitFor();
});

test("who signs in or out while the page is open begins anew", async () => {
  const page = await browser.window();
  await openSite(page, system);
  await bubble(page).click();
  await call(page, "identify", identity("kate"));
  await say(page, "Kate's question");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await call(page, "identify", identity("kate"));
  await page.locator(".messages .own", { hasText: "Kate's question" }).waitFor();
  await call(page, "identify", identity("luis"));
  await page.locator(".messages .own").waitFor({ state: "detached" });
  await say(page, "Luis's question");
  assert.equal((await roomWith("Luis's question")).chat_user_info.full_name, "Name of luis");
  await page.locator(".messages .own .meta", { hasText: "Sent" }).waitFor();
  await call(page, "logout");
  await page.locator(".messages .own").waitFor({ state: "detached" });
});

test("the widget of a new version knows what the page has said to the one before", async () => {
  const page = await browser.window();
  browser.expectedFaults.push(/404/);
  const answer = await (await fetch(`${system.url}/widget.js`)).text();
  const [version] = answer.match(/\/assets\/\w+/) ?? [];
  const before = { contentType: "text/javascript", body: answer.replaceAll(version, "/assets/before") };
  await page.route("**/widget.js", (route) => route.fulfill(before), { times: 1 });
  const headers = { "Access-Control-Allow-Origin": "*" };
  await page.route("**/assets/before/**", async (route) => {
    const url = route.request().url();
    if (url.includes("panel.js")) return route.fulfill({ status: 404, headers });
    return route.fulfill({ response: await route.fetch({ url: url.replace("/assets/before", version) }) });
  });
  const keeps = push("window.held = chat; chat.on('open', () => (window.isOpen = true))");
  const asked = await openShop(page, [identity("mia")], `<body>${keeps}%FETCHED%%WIDGET%`);
  await bubble(page).waitFor();
  const old = await page.evaluateHandle(() => document.querySelector(".tribeclub-chat"));
  await bubble(page).click();
  await page.waitForFunction((old) => !old.isConnected && document.querySelector(".tribeclub-chat"), old);
  await page.evaluate(() => /** @type {any} */ (globalThis).held.open());
  await page.waitForFunction(() => /** @type {any} */ (globalThis).isOpen);
  await say(page, "Mia's question");
  assert.equal((await roomWith("Mia's question")).chat_user_info.full_name, "Name of mia");
  assert.equal(asked.length, 2);
});
