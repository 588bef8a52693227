// The keyboard's ways through the console, on the keyboards that people have.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { openDesk, roomOf, stored } from "./browser.js";
import { assign, beThere, open, row, tab, visitorOf, visitorsOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });
await beThere(system, "agent");
afterEach(() => browser.closeWindows());

/** An agent with one open chat, at a computer of this kind. @param {string} name @param {string} [platform] */
async function withOpenChat(name, platform) {
  const { roomId } = await visitorOf(system, name);
  await assign(system, roomId);
  const agent = await browser.staff("/console/", "agent");
  if (platform)
    await agent.addInitScript((value) => Object.defineProperty(navigator, "platform", { get: () => value }), platform);
  if (platform) await agent.reload();
  await open(agent, "mine", name);
  await agent.locator(".composer textarea:focus").waitFor();
  return agent;
}

/**
 * Presses a key as a keyboard with that layout does; `text` is what it writes.
 * @param {import("playwright-core").Page} agent
 */
async function press(agent, key) {
  const session = await agent.context().newCDPSession(agent);
  await session.send("Input.dispatchKeyEvent", { type: "keyDown", ...key });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...key, text: undefined });
  await session.detach();
}

/** As the protocol of the browser has them. */
const [ALT, CTRL, SHIFT] = [1, 2, 8];

test("what an Option key of a Mac writes is written, from every layout", async () => {
  const agent = await withOpenChat("Option Keys", "MacIntel");
  const written = [
    ["@", "Digit2"],
    ["|", "Digit1"],
    ["#", "Digit3"],
    ["¡", "Digit1"],
    ["™", "Digit2"],
    ["£", "Digit3"],
    ["¢", "Digit4"],
    ["€", "KeyE"],
    ["[", "Digit5"],
    ["1", "Digit1"],
    ["3", "KeyM"],
  ];
  for (const [key, code] of written) await press(agent, { key, code, text: key, modifiers: ALT });
  for (const [key, code] of [
    ["2", "Digit2"],
    ["4", "Digit4"],
  ])
    await press(agent, { key, code, text: key, modifiers: ALT | SHIFT });
  assert.equal(await agent.locator(".composer textarea:focus").inputValue(), "@|#¡™£¢€[1324");
});

test("what AltGr, and Alt with the keypad, write elsewhere is written", async () => {
  const agent = await withOpenChat("AltGr Keys");
  const taken = await agent.locator(".composer textarea").evaluate((input) => {
    const altGr = ["@", "|", "€", "²", "1", "3"].map((key) => ({
      key,
      ctrlKey: true,
      altKey: true,
      modifierAltGraph: true,
    }));
    const keys = [
      ...altGr,
      { key: "1", code: "Numpad1", altKey: true, location: 3 },
      { key: "3", altKey: true, modifierAltGraph: true },
    ];
    return keys.filter(
      (key) => !input.dispatchEvent(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true })),
    );
  });
  assert.deepEqual(taken, []);
  await agent.locator(".composer textarea:focus").waitFor();
});

for (const [platform, modifier] of [
  ["Win32", "Alt"],
  ["MacIntel", "Control"],
]) {
  test(`on ${platform}, ${modifier} with a digit leads to the lists, the reply and the details; F6 goes round`, async () => {
    const agent = await withOpenChat(`Shortcuts on ${platform}`, platform);
    await visitorOf(system, `Waiting on ${platform}`);
    const places = {
      1: "#queue .room:focus",
      2: "#mine .room:focus",
      3: ".composer textarea:focus",
      4: ".details-panel summary:focus",
    };
    await tab(agent, "queue").filter({ hasText: /\d/ }).waitFor();
    for (const number of [1, 2, 4, 3]) {
      await agent.keyboard.press(`${modifier}+${number}`);
      await agent.locator(places[number]).waitFor();
    }
    // Round goes through the list that is shown.
    for (const number of [4, 2, 3]) {
      await agent.keyboard.press("F6");
      await agent.locator(places[number]).waitFor();
    }
    await agent.keyboard.press("Shift+F6");
    await agent.locator(places[2]).waitFor();
    // The digits of a French keyboard are on the Shift key's side.
    await agent.keyboard.press(`${modifier}+3`);
    await press(agent, { key: "1", code: "Digit1", modifiers: SHIFT | (modifier == "Alt" ? ALT : CTRL) });
    await agent.locator(places[1]).waitFor();
    assert.equal(await agent.locator(".composer textarea").inputValue(), "");
  });
}

test("the key for the reply leads to “Take chat” while nobody has the chat", async () => {
  const { name } = await visitorOf(system, "Taken By Keys");
  const agent = await browser.staff("/console/", "agent");
  await row(agent, "queue", name).click();
  await agent.getByRole("button", { name: "Take chat" }).waitFor();
  await agent.keyboard.press("Alt+3");
  await agent.keyboard.press("Enter");
  await agent.locator(".composer textarea:focus").waitFor();
});

test("no key of a text conversion does anything but convert", async () => {
  await system.asAdmin("POST", "/api/canned-responses/", { shortcut: "hours", content: "From 9 to 17." });
  const agent = await withOpenChat("Conversion");
  const writing = agent.locator(".composer textarea");
  await agent.keyboard.type("/ho");
  await agent.getByRole("option", { name: "/hours" }).waitFor();
  const keys = [
    { key: "Enter" },
    { key: "Tab" },
    { key: "Escape" },
    { key: "ArrowDown" },
    { key: "F6" },
    { key: "1", altKey: true },
  ];
  const taken = await writing.evaluate((input, keys) => {
    const composing = [{ keyCode: 229 }, { isComposing: true }];
    return keys.flatMap((key) =>
      composing.filter(
        (sign) =>
          !input.dispatchEvent(new KeyboardEvent("keydown", { ...key, ...sign, bubbles: true, cancelable: true })),
      ),
    ).length;
  }, keys);
  assert.equal(taken, 0);
  assert.equal(await writing.inputValue(), "/ho");
  assert.equal(await agent.locator(".own").count(), 0);
  await agent.getByRole("option", { name: "/hours" }).waitFor();
  await agent.getByRole("button", { name: /^Notifications/ }).click();
  const panel = agent.getByRole("dialog", { name: "Notifications" });
  await panel.waitFor();
  await panel.evaluate((element) =>
    element.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", keyCode: 229, bubbles: true, cancelable: true }),
    ),
  );
  assert.equal(await panel.isVisible(), true);
  await agent.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  await agent.locator(".room-head", { hasText: "Conversion" }).waitFor();
});

test("three keys take the first chat of the queue", async () => {
  const { name } = await visitorOf(system, "Three Keys");
  await system.asAdmin("PATCH", `/api/chat-rooms/${(await roomOf(system, name)).id}/`, { priority: "urgent" });
  const agent = await browser.staff("/console/", "agent");
  await agent.locator("#queue .room").first().filter({ hasText: name }).waitFor();
  await agent.keyboard.press("Alt+1");
  await agent.keyboard.press("Enter");
  await agent.locator(".lead button:focus", { hasText: "Take chat" }).waitFor();
  await agent.keyboard.press("Enter");
  await agent.locator(".composer textarea:focus").waitFor();
  await row(agent, "mine", name).and(agent.locator("[aria-current]")).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("Alt with an arrow leads round the chats with unread messages, from wherever the focus is", async () => {
  const visitors = await visitorsOf(system, ["Unread One", "Unread Two", "Unread Three"]);
  for (const { roomId } of visitors) await assign(system, roomId);
  const agent = await withOpenChat("Read Already");
  await agent.keyboard.type("half a sentence");
  const opened = (name) => agent.locator(".room-head h2", { hasText: name }).waitFor();
  await row(agent, "mine", "Unread Three").locator(".badge").waitFor();
  await agent.keyboard.press("Alt+ArrowDown");
  await opened("Unread Three");
  await row(agent, "mine", "Unread Three").locator(".badge").waitFor({ state: "detached" });
  await agent.keyboard.press("Alt+ArrowDown");
  await opened("Unread Two");
  await row(agent, "mine", "Unread Two").locator(".badge").waitFor({ state: "detached" });
  await visitors[2].say("Once more");
  await row(agent, "mine", "Unread Three").locator(".badge").waitFor();
  await agent.keyboard.press("Alt+ArrowUp");
  await opened("Unread Three");
  await open(agent, "mine", "Read Already");
  assert.equal(await agent.locator(".composer textarea").inputValue(), "half a sentence");
  assert.deepEqual(browser.faults, []);
});

test("a question mark shows the keys, except in a field, where it is written", async () => {
  const agent = await withOpenChat("Question Mark");
  const keys = agent.getByRole("dialog", { name: "Keyboard shortcuts" });
  await agent.keyboard.type("Really?");
  assert.equal(await agent.locator(".composer textarea").inputValue(), "Really?");
  assert.equal(await keys.count(), 0);
  await agent.keyboard.press("Escape");
  await agent.keyboard.press("?");
  await keys.getByText("Ctrl+Shift+Enter").waitFor();
  await agent.keyboard.press("Escape");
  await keys.waitFor({ state: "detached" });
  await agent.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await keys.waitFor();
  await agent.keyboard.press("Escape");
  await agent.locator(".room-head h2", { hasText: "Question Mark" }).waitFor();
});

test("the palette finds chats by a part of their name, and does what can be done with the open one", async () => {
  const { roomId } = await visitorOf(system, "Bjørn Palétte");
  await assign(system, roomId);
  const agent = await withOpenChat("Palette User");
  await row(agent, "mine", "Bjørn Palétte").waitFor();
  await agent.keyboard.type("half a sentence");
  await agent.keyboard.press("Control+k");
  await agent.keyboard.type("palett");
  await agent.getByRole("option", { name: "Bjørn Palétte" }).waitFor();
  await agent.keyboard.press("ArrowDown");
  await agent.keyboard.press("ArrowUp");
  const chosen = agent.getByRole("listbox", { name: "Results" }).getByRole("option", { selected: true });
  for (let steps = 0; steps < 5 && !(await chosen.innerText()).includes("Bjørn"); steps += 1)
    await agent.keyboard.press("ArrowDown");
  await agent.keyboard.press("Enter");
  await agent.locator(".room-head h2", { hasText: "Bjørn Palétte" }).waitFor();
  await agent.locator(".composer textarea:focus").waitFor();
  await agent.keyboard.press("Control+k");
  await agent.keyboard.type("resol");
  await agent.keyboard.press("Enter");
  await agent.getByText("This chat is resolved. Reopen it to reply.").waitFor();
  await agent.keyboard.press("Control+k");
  await agent.keyboard.type("away");
  await agent.keyboard.press("Enter");
  await agent.getByRole("switch", { name: "Away" }).click();
  await agent.keyboard.press("Control+k");
  await agent.keyboard.type("palette user");
  await agent.getByRole("option", { name: "Search all chats for “palette user”" }).click();
  await row(agent, "all", "Palette User").click();
  await agent.locator(".composer textarea:focus").waitFor();
  assert.equal(await agent.locator(".composer textarea").inputValue(), "half a sentence");
  assert.deepEqual(browser.faults, []);
});

test("one key sends what is written and resolves the chat, in this order", async () => {
  const agent = await withOpenChat("Sent And Resolved");
  await agent.keyboard.type("It is on its way.");
  await agent.keyboard.press("Control+Shift+Enter");
  await agent.getByText("This chat is resolved. Reopen it to reply.").waitFor();
  const room = await roomOf(system, "Sent And Resolved");
  assert.equal(room.status, "resolved");
  assert.deepEqual(
    (await stored(system, room.id)).map(({ content }) => content),
    ["Hello from Sent And Resolved", "It is on its way."],
  );
  assert.deepEqual(browser.faults, []);
});

test("Escape closes the menu, and neither the chat nor what is written in it", async () => {
  const agent = await withOpenChat("Menu User");
  await agent.keyboard.type("half a sentence");
  await agent.getByRole("button", { name: "More actions" }).focus();
  await agent.keyboard.press("Enter");
  await agent.getByRole("menuitem", { name: "Mark as unread" }).and(agent.locator(":focus")).waitFor();
  await agent.keyboard.press("ArrowDown");
  await agent.getByRole("menuitem", { name: "Return to queue" }).and(agent.locator(":focus")).waitFor();
  for (let times = 0; times < 3; times += 1) await agent.keyboard.press("Escape");
  await agent.getByRole("menu").waitFor({ state: "hidden" });
  await agent.locator(".room-head h2", { hasText: "Menu User" }).waitFor();
  assert.equal(await agent.locator(".composer textarea").inputValue(), "half a sentence");
});

test("a chat that loads slowly takes the focus from nothing that the agent has gone to meanwhile", async () => {
  const [slow, next] = await visitorsOf(system, ["Slow To Load", "Aimed At Meanwhile"]);
  const agent = await browser.staff("/console/", "agent");
  const [slowRow, nextRow] = [row(agent, "queue", slow.name), row(agent, "queue", next.name)];
  await nextRow.waitFor();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await agent.route(`**/api/chat-rooms/${slow.roomId}/**`, async (route) => {
    await released;
    await route.continue();
  });
  await slowRow.focus();
  await agent.keyboard.press("Enter");
  await slowRow.and(agent.locator("[aria-current]")).waitFor();
  await agent.keyboard.press("ArrowDown");
  await nextRow.and(agent.locator(":focus")).waitFor();
  release();
  await agent.locator(".lead button", { hasText: "Take chat" }).waitFor();
  await nextRow.and(agent.locator(":focus")).waitFor();
  await agent.keyboard.press("Enter");
  await agent.locator(".room-head h2", { hasText: next.name }).waitFor();
  await agent.locator(".lead button:focus", { hasText: "Take chat" }).waitFor();
  assert.equal((await roomOf(system, slow.name)).status, "waiting");
  assert.deepEqual(browser.faults, []);
});

test("a held Enter opens a chat, and neither takes it nor sends its draft", async () => {
  const waiting = await visitorOf(system, "Held And Waiting");
  const agent = await withOpenChat("Held With Draft");
  const writing = agent.locator(".composer textarea:focus");
  await agent.keyboard.type("half a sentence");
  await tab(agent, "queue").click();
  await row(agent, "queue", waiting.name).focus();
  await agent.keyboard.down("Enter");
  const take = agent.locator(".lead button:focus:enabled", { hasText: "Take chat" });
  await take.waitFor();
  await agent.keyboard.down("Enter");
  await agent.keyboard.up("Enter");
  assert.equal(await take.count(), 1);
  await tab(agent, "mine").click();
  await row(agent, "mine", "Held With Draft").focus();
  await agent.keyboard.down("Enter");
  await writing.waitFor();
  await agent.keyboard.down("Enter");
  await agent.keyboard.up("Enter");
  assert.equal(await writing.inputValue(), "half a sentence");
  assert.equal((await roomOf(system, waiting.name)).status, "waiting");
  assert.deepEqual(browser.faults, []);
});

test("the key that sends and resolves means no reply while the focus is elsewhere", async () => {
  const agent = await withOpenChat("Written Elsewhere");
  const writing = agent.locator(".composer textarea");
  await agent.keyboard.type("half a sentence");
  for (const field of [agent.getByLabel("Internal note"), agent.getByLabel("Search all chats")]) {
    await field.focus();
    await agent.keyboard.press("Control+Shift+Enter");
    assert.equal(await agent.locator(".toast").count(), 0);
  }
  await agent.keyboard.press("Escape");
  await agent.keyboard.press("Control+Shift+Enter");
  await agent.locator(".toast", { hasText: "You have an unsent reply." }).waitFor();
  assert.equal(await writing.inputValue(), "half a sentence");
  assert.equal((await roomOf(system, "Written Elsewhere")).status, "active");
  await writing.fill("");
  await agent.keyboard.press("Escape");
  await agent.keyboard.press("Control+Shift+Enter");
  await agent.getByText("This chat is resolved. Reopen it to reply.").waitFor();
  const { id } = await roomOf(system, "Written Elsewhere");
  assert.equal((await stored(system, id)).length, 1);
  assert.deepEqual(browser.faults, []);
});

test("a chat is not resolved by what was sent offline if its customer has written since; another one is", async () => {
  const [quiet, eager] = await visitorsOf(system, ["Quiet Offline", "Eager Offline"]);
  for (const { roomId } of [quiet, eager]) await assign(system, roomId);
  const agent = await browser.staff("/console/", "agent");
  await agent.addInitScript(() => {
    const Original = WebSocket;
    const state = { isOffline: false };
    const construct = (/** @type {any} */ _, /** @type {[string]} */ [url]) =>
      new Original(state.isOffline ? "ws://127.0.0.1:1/" : url);
    globalThis.WebSocket = new Proxy(Original, { construct });
    Object.assign(globalThis, { state });
  });
  await agent.reload();
  for (const { name } of [eager, quiet]) {
    await open(agent, "mine", name);
    await agent.locator(".bubble", { hasText: `Hello from ${name}` }).waitFor();
  }
  browser.expectedFaults.push(/WebSocket|ws:\/\/|ERR_FAILED|ERR_CONNECTION|ERR_EMPTY/);
  await agent.evaluate(() => {
    /** @type {any} */ (globalThis).state.isOffline = true;
  });
  await agent.route("**/api/**", (route) => route.abort());
  system.cut();
  system.restore();
  const writing = agent.locator(".composer textarea:focus");
  for (const { name } of [eager, quiet]) {
    await row(agent, "mine", name).click();
    await agent.locator(".room-head h2", { hasText: name }).waitFor();
    await writing.fill("It is on its way.");
    await agent.keyboard.press("Control+Shift+Enter");
    assert.equal(await writing.inputValue(), "");
  }
  await eager.say("One more thing");
  await agent.unroute("**/api/**");
  await agent.evaluate(() => {
    /** @type {any} */ (globalThis).state.isOffline = false;
    dispatchEvent(new Event("online"));
  });
  await agent.locator(".toast", { hasText: "Eager Offline wrote again" }).waitFor();
  await agent.getByText("This chat is resolved. Reopen it to reply.").waitFor();
  assert.equal((await roomOf(system, quiet.name)).status, "resolved");
  assert.equal((await roomOf(system, eager.name)).status, "active");
  assert.deepEqual(
    (await stored(system, eager.roomId)).map(({ content }) => content),
    ["Hello from Eager Offline", "One more thing", "It is on its way."],
  );
  assert.deepEqual(browser.faults, []);
});
