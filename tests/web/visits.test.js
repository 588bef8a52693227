// Visits: their owner, their beginning when something fails, and their traces in the browser.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  Browser,
  askEnd,
  beginChat,
  contactCard,
  openChat,
  openSite,
  roomOf,
  say,
  stored,
  texts,
  until,
} from "./browser.js";
import { SECRET, identity } from "./identity.js";
import { System } from "./system.js";

const system = await System.start(["--identity-secret", SECRET]);
const browser = await Browser.launch(system);
after(async () => {
  await browser.close();
  system.stop();
});
browser.expectedFaults.push(/40\d/);

const as = (sub) => ({ attributes: `data-identity="${identity(sub)}"` });
const composer = (page) => page.getByRole("textbox", { name: "Message" });
/** Everything that the browser keeps for the widget. */
const kept = (page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
const call = (page, method) =>
  page.evaluate((method) => /** @type {any} */ (globalThis).tribeclubChat[method](), method);

/** Somebody whom the site vouches for begins a chat. */
async function beginAs(page, sub, text) {
  await openSite(page, system, undefined, as(sub));
  await openChat(page);
  await composer(page).fill(text);
  await composer(page).press("Enter");
  // The server lets whom the site vouches for go on with the chat that they have.
  const message = page.locator(".messages .own", { hasText: text }).last();
  await message.locator(".meta", { hasText: /Sent$/ }).waitFor();
}

for (const [next, options] of /** @type {const} */ ([
  ["Bob", as("bob")],
  ["nobody", {}],
])) {
  test(`once ${next} sits where Alice sat, nothing of Alice's chat is shown or kept`, async () => {
    const page = await browser.window();
    await beginAs(page, "alice", "Alice's secret");
    await composer(page).fill("Alice's draft");
    await openSite(page, system, undefined, options);
    await openChat(page);
    await page.locator(".greeting").waitFor();
    assert.equal(await composer(page).inputValue(), "");
    assert.equal(await page.locator(".messages li").count(), 0);
    assert.doesNotMatch(await kept(page), /Alice|token/);
    // Nor when Alice is back: it went.
    await openSite(page, system, undefined, as("alice"));
    await openChat(page);
    await page.locator(".greeting").waitFor();
  });
}

test("the same person's chat goes on, with a new token for the same person as well", async () => {
  const page = await browser.window();
  await beginAs(page, "carol", "Carol's question");
  await openSite(page, system, undefined, as("carol"));
  await openChat(page);
  await page.locator(".messages .own", { hasText: "Carol's question" }).waitFor();
});

test("a first message that somebody typed is not shown to the next", async () => {
  const page = await browser.window();
  await openSite(page, system, undefined, as("dave"));
  await openChat(page);
  await composer(page).fill("Dave's secret");
  await openSite(page, system);
  await openChat(page);
  assert.equal(await composer(page).inputValue(), "");
  assert.doesNotMatch(await kept(page), /Dave/);
});

test("a tab of one person never shows another's chat, though another tab has begun it", async () => {
  const page = await browser.window();
  await beginAs(page, "erin", "Erin's question");
  const tab = await page.context().newPage();
  await beginAs(tab, "frank", "Frank's question");
  await page.locator(".greeting").waitFor();
  assert.equal(await page.getByText("Frank's question").count(), 0);
});

test("a site's sign-out ends the chat, here and at the server", async () => {
  const page = await browser.window();
  await beginAs(page, "grace", "Grace's question");
  await composer(page).fill("Grace's draft");
  const token = await page.evaluate(() => JSON.parse(localStorage["tribeclub-chat.visit"]).token);
  /** @type {string[]} */
  const calls = [];
  await page.route("**/api/auth/sessions/**", (route) => {
    const request = route.request();
    calls.push(`${request.method()} ${new URL(request.url()).pathname} ${request.headers().authorization}`);
    const headers = {
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Headers": "*",
      "Access-Control-Allow-Methods": "*",
    };
    if (request.method() == "GET")
      return route.fulfill({
        headers,
        json: {
          results: [
            { id: "other", is_current: false },
            { id: "this", is_current: true },
          ],
        },
      });
    return route.fulfill({ headers, status: 204 });
  });
  await call(page, "logout");
  await page.locator(".greeting").waitFor();
  assert.deepEqual(
    calls.filter((call) => !call.startsWith("OPTIONS")),
    [`GET /api/auth/sessions/ Token ${token}`, `DELETE /api/auth/sessions/this/ Token ${token}`],
  );
  assert.doesNotMatch(await kept(page), /Grace|token/);
  assert.equal(await composer(page).inputValue(), "");
});

test("a chat ends after seven idle days, and not before", async () => {
  const page = await browser.visitor();
  await beginChat(page, "long ago", { name: "Idle Days" });
  const days = (count) =>
    page.evaluate((count) => {
      const visit = JSON.parse(localStorage["tribeclub-chat.visit"]);
      localStorage["tribeclub-chat.visit"] = JSON.stringify({ ...visit, usedAt: Date.now() - count * 86_400_000 });
    }, count);
  await days(6.9);
  await page.reload();
  await openChat(page);
  await page.locator(".messages .own", { hasText: "long ago" }).waitFor();
  await days(7.1);
  await page.reload();
  await openChat(page);
  await page.locator(".greeting").waitFor();
  assert.doesNotMatch(await kept(page), /token/);
});

for (const [kind, token] of [
  ["is none", "bad"],
  ["another has signed", identity("mallory", { secret: "another secret of thirty-two bytes" })],
]) {
  test(`with an identity token that ${kind}, the visitor is asked who they are, and what failed goes first`, async () => {
    const page = await browser.window();
    await openSite(page, system, undefined, { attributes: `data-identity="${token}"` });
    await openChat(page);
    await composer(page).fill("first");
    await page.route("**/complete_chat/", (route) => route.abort(), { times: 1 });
    browser.expectedFaults.push(/ERR_FAILED/);
    await composer(page).press("Enter");
    await page.getByText("We can’t connect.").waitFor();
    await say(page, "second");
    const name = `Doubtful ${kind}`;
    await contactCard(page).getByLabel("Name").fill(name);
    await contactCard(page).getByRole("button", { name: "Save" }).click();
    await page.getByText("Thanks! We’ve got your details.").waitFor();
    const { id } = await roomOf(system, name);
    await until(
      () => stored(system, id),
      (messages) => String(messages.map(({ content }) => content)) == "first,second",
    );
    assert.deepEqual(await texts(page), ["first", "second"]);
  });
}

test("a captcha that fails has a sentence, and a button that tries again", async () => {
  const page = await browser.visitor();
  await page.evaluate(() => {
    let tries = 0;
    /** @type {any} */ (globalThis).tribeclubChatCaptcha = async () => {
      tries += 1;
      if (tries < 3) throw new Error("blocked");
    };
  });
  await openChat(page);
  await say(page, "hello");
  for (let tries = 0; tries < 2; tries += 1) {
    await page.getByText("We couldn’t verify that you’re human. Please try again.").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
  }
  await page.locator(".messages .own", { hasText: "hello" }).locator(".meta", { hasText: /Sent$/ }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("whatever an ending fails with, it has a sentence and a live button", async () => {
  const page = await browser.visitor();
  await beginChat(page, "hello", { name: "Failing End" });
  await askEnd(page);
  const end = page.locator(".ending").getByRole("button", { name: "End chat" });
  browser.expectedFaults.push(/50\d/);
  for (const status of [403, 500]) {
    await page.route("**/close/", (route) => route.fulfill({ status, contentType: "text/html", body: "<html>" }), {
      times: 1,
    });
    await end.click();
    await page
      .locator(".ending .fault", { hasText: status == 500 ? "Something went wrong on our side" : "We can’t connect" })
      .waitFor();
  }
  await end.click();
  await page.getByText("How was your chat?").waitFor();
  await page.getByLabel("5 out of 5 stars").check({ force: true });
  await page.route("**/rate/", (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<html>" }), {
    times: 1,
  });
  await page.getByRole("button", { name: "Submit rating" }).click();
  await page.locator(".ending .fault", { hasText: "Something went wrong" }).waitFor();
  await page.getByRole("button", { name: "Submit rating" }).click();
  await page.getByText("Thanks for your feedback!").waitFor();
});

test("where storage is denied, the bubble and a chat work as long as the page lives", async () => {
  const page = await browser.window();
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException("", "SecurityError");
        },
      });
    }
  });
  await page.goto("/");
  await beginChat(page, "kept in memory", { name: "Denied Storage" });
  await say(page, "and sent");
  const { id } = await roomOf(system, "Denied Storage");
  await until(
    () => stored(system, id),
    (messages) => messages.length == 2,
  );
  await page.getByRole("button", { name: "Minimize chat" }).click();
  await openChat(page);
  assert.deepEqual(await texts(page), ["kept in memory", "and sent"]);
  assert.deepEqual(browser.faults, []);
});

test("a message in a resolved chat is announced to reopen it, and nothing says that it was sent before somebody can see it", async () => {
  const page = await browser.visitor();
  await beginChat(page, "hello", { name: "Resolved Chat" });
  const { id } = await roomOf(system, "Resolved Chat");
  await page.locator(".own .meta", { hasText: "Sent" }).waitFor();
  await system.asAdmin("POST", `/api/chat-rooms/${id}/assign_agent/`, { agent_id: 1 });
  await system.asAdmin("POST", `/api/chat-rooms/${id}/resolve/`);
  await page.getByPlaceholder("Write to reopen this chat…").waitFor();
  await page.locator(".own .meta", { hasText: "Sent" }).waitFor({ state: "detached" });
  await system.asAdmin("POST", `/api/chat-rooms/${id}/reopen/`);
  await page.getByPlaceholder("Write a message…").waitFor();
  await page.getByText("How was your chat?").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "More options" }).waitFor();
});
