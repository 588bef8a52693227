// The keyboard's ways through the console, on the keyboards that people have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDesk } from "./browser.js";
import { assign, row, visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();
await system.asAdmin("PATCH", "/api/admin-agents/1/", { max_concurrent_chats: 100 });

/** An agent with one open chat, at a computer of this kind. @param {string} name @param {string} [platform] */
async function withOpenChat(name, platform) {
  const { roomId } = await visitorOf(system, name);
  await assign(system, roomId);
  const agent = await browser.staff("/console/", "agent");
  if (platform)
    await agent.addInitScript((value) => Object.defineProperty(navigator, "platform", { get: () => value }), platform);
  if (platform) await agent.reload();
  await row(agent, "mine", name).click();
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
    const waiting = await visitorOf(system, `Waiting on ${platform}`);
    await row(agent, "queue", waiting.name).waitFor();
    const places = {
      1: "#queue .room:focus",
      2: "#mine .room:focus",
      3: ".composer textarea:focus",
      4: ".details-panel summary:focus",
    };
    for (const number of [1, 2, 4, 3]) {
      await agent.keyboard.press(`${modifier}+${number}`);
      await agent.locator(places[number]).waitFor();
    }
    for (const number of [4, 1, 2, 3]) {
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
