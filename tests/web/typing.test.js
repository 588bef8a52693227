// Whoever types loses no key, whatever happens meanwhile, and what is typed is kept until it is sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { IN_QUEUE, beginChat, openChat, openDesk, openSite, roomOf, say, stored, texts, until } from "./browser.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });

/** The widget's composer. */
const composer = (page) => page.getByRole("textbox", { name: "Message" });

/** Does something to a room as the admin. */
const act = (room, verb, body = {}) => system.asAdmin("POST", `/api/chat-rooms/${room.id}/${verb}/`, body);

test("no key is lost and the focus stays while the chat is taken, changed, resolved and connected anew", async () => {
  const visitor = await browser.visitor();
  browser.expectedFaults.push(/ERR_|WebSocket/);
  await beginChat(visitor, "hello", { name: "Steady Typist" });
  const room = await roomOf(system, "Steady Typist");
  await composer(visitor).focus();
  const happenings = [
    () => act(room, "assign_agent", { agent_id: 1 }),
    () => visitor.locator(".status", { hasText: "Alex Agent" }).waitFor(),
    () => act(room, "send_message", { content: "an answer" }),
    () => system.asAdmin("PATCH", `/api/chat-rooms/${room.id}/`, { priority: "high", subject: "other" }),
    () => act(room, "unassign_agent"),
    () => visitor.locator(".status", { hasText: IN_QUEUE }).waitFor(),
    () => system.cut(),
    () => visitor.getByText("Reconnecting").waitFor(),
    () => system.restore(),
    () => visitor.locator(".status", { hasText: IN_QUEUE }).waitFor(),
    () => act(room, "assign_agent", { agent_id: 1 }),
    () => act(room, "resolve"),
    () => visitor.getByText("How was your chat?").waitFor(),
  ];
  let typed = "";
  for (const [index, happen] of happenings.entries()) {
    const word = `word ${index} `;
    typed += word;
    await Promise.all([visitor.keyboard.type(word, { delay: 15 }), happen()]);
    const focused = await visitor.evaluate(() =>
      document.querySelector(".tribeclub-chat")?.shadowRoot?.activeElement?.getAttribute("aria-label"),
    );
    assert.equal(focused, "Message", `after step ${index}`);
  }
  assert.equal(await composer(visitor).inputValue(), typed);
  assert.deepEqual(browser.faults, []);
});

test("what is typed right after the start of a chat stands in its composer", async () => {
  const visitor = await browser.visitor();
  await openChat(visitor);
  await composer(visitor).fill("the first");
  await composer(visitor).press("Enter");
  await visitor.keyboard.type("a second line", { delay: 30 });
  await visitor.getByText(IN_QUEUE).waitFor();
  assert.equal(await composer(visitor).inputValue(), "a second line");
});

test("a comment on a chat is not lost when the chat is closed meanwhile", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Commenting" });
  const room = await roomOf(system, "Commenting");
  await act(room, "assign_agent", { agent_id: 1 });
  await act(room, "resolve");
  const comment = visitor.getByLabel("Anything we could do better?");
  await comment.pressSequentially("It was ");
  await act(room, "close");
  await visitor.locator(".composer").waitFor({ state: "hidden" });
  await visitor.keyboard.type("fine");
  assert.equal(await comment.inputValue(), "It was fine");
});

test("the composer has its whole height after a reload, while it was hidden, and grows with its text", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "High Composer" });
  await visitor.reload();
  await openChat(visitor);
  const height = () => composer(visitor).evaluate((element) => element.getBoundingClientRect().height);
  const before = await height();
  assert.ok(before >= 40, `${before} px`);
  await composer(visitor).fill("one\ntwo\nthree\nfour");
  assert.ok((await height()) > before + 40);
  await visitor.reload();
  await openChat(visitor);
  assert.ok((await height()) > before + 40, "a draft of four lines");
});

test("where a browser can't size a field by itself, the composer has its height as soon as it is seen", async () => {
  const visitor = await browser.window();
  await visitor.addInitScript(() => {
    const { supports } = CSS;
    CSS.supports = /** @type {any} */ (
      (/** @type {string} */ ...given) => given[0] != "field-sizing" && supports.apply(CSS, /** @type {any} */ (given))
    );
  });
  await visitor.route("**/panel.css", async (route) => {
    const response = await route.fetch();
    return route.fulfill({ response, body: (await response.text()).replace("field-sizing:content;", "") });
  });
  await visitor.goto("/");
  await beginChat(visitor, "hello", { name: "Old Browser" });
  await composer(visitor).fill("one\ntwo\nthree\nfour");
  await visitor.reload();
  await openChat(visitor);
  await until(
    () => composer(visitor).evaluate((element) => element.getBoundingClientRect().height),
    (height) => height > 80,
  );
});

for (const [state, init] of /** @type {const} */ ([
  ["ends a conversion in Safari", { keyCode: 229 }],
  ["belongs to a conversion", { isComposing: true }],
])) {
  test(`an Enter that ${state} sends nothing, and an Escape like it closes nothing`, async () => {
    const visitor = await browser.visitor();
    await openChat(visitor);
    const press = (key) =>
      composer(visitor).evaluate(
        (element, init) =>
          element.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init })),
        { key, ...init },
      );
    await composer(visitor).fill("こんにち");
    assert.equal(await press("Enter"), true);
    assert.equal(await press("Escape"), true);
    await composer(visitor).press("Enter");
    await visitor.getByText(IN_QUEUE).waitFor();
    await composer(visitor).fill("こんにちは");
    assert.equal(await press("Enter"), true);
    assert.equal(await press("Escape"), true);
    assert.equal(await composer(visitor).inputValue(), "こんにちは");
    assert.deepEqual(await texts(visitor), ["こんにち"]);
  });
}

for (const phase of ["bubbling", "capture"]) {
  test(`a page's shortcuts neither hear nor take a key of the widget, in the ${phase} phase`, async () => {
    const page = await browser.window();
    await openSite(
      page,
      system,
      `<body><script>
        window.heard = [];
        for (const place of [document, document.documentElement]) for (const type of ["keydown", "keypress", "keyup"]) {
          place.addEventListener(type, (event) => {
            window.heard.push(type);
            if (/INPUT|TEXTAREA/.test(event.target.tagName)) return;
            if ("sjk/ Enter".includes(event.key)) event.preventDefault();
          }, ${phase == "capture"});
        }
      </script>%WIDGET%`,
    );
    await page.getByRole("button", { name: "Chat with us" }).press("Enter");
    await composer(page).pressSequentially("just asking / ok");
    await composer(page).press("Shift+Enter");
    await composer(page).pressSequentially("k");
    assert.equal(await composer(page).inputValue(), "just asking / ok\nk");
    await composer(page).press("Escape");
    await page.locator(".panel").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Chat with us" }).press(" ");
    await composer(page).press("Enter");
    await page.getByLabel("Name").pressSequentially("sjk");
    await page.keyboard.press("Tab");
    await page.getByLabel("Email").and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".messages .own").waitFor();
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).heard), []);
    // A key outside of it is the page's own.
    await page.evaluate(() =>
      /** @type {any} */ (document.querySelector(".tribeclub-chat")).shadowRoot.activeElement.blur(),
    );
    await page.keyboard.press("k");
    assert.ok((await page.evaluate(() => /** @type {any} */ (globalThis).heard)).length > 0);
  });
}

test("with a full storage a message is sent once, and its composer is empty", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "hello", { name: "Full Storage" });
  await visitor.evaluate(() => {
    for (const size of [2 ** 20, 2 ** 15, 500, 1]) {
      try {
        for (let index = 0; ; index += 1) sessionStorage.setItem(`page's own ${size} ${index}`, "x".repeat(size));
      } catch {
        // Until nothing fits.
      }
    }
  });
  await composer(visitor).pressSequentially("only once");
  await composer(visitor).press("Enter");
  await composer(visitor).press("Enter");
  assert.equal(await composer(visitor).inputValue(), "");
  const room = await roomOf(system, "Full Storage");
  await until(
    () => stored(system, room.id),
    (messages) => messages.length == 2,
  );
  await say(visitor, "and another");
  const messages = await until(
    () => stored(system, room.id),
    (messages) => messages.length > 2,
  );
  assert.deepEqual(
    messages.map(({ content }) => content),
    ["hello", "only once", "and another"],
  );
  assert.deepEqual(browser.faults, []);
});
