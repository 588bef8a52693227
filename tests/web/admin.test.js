// Work of an admin on `/admin/`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, openDesk, say } from "./browser.js";
import { visitorOf } from "./console-desk.js";

const { system, browser } = await openDesk();

const go = (page, section) => page.goto(`/admin/#/${section}`);

test("an agent whom the admin makes works at once, and is signed out with the deactivation", async () => {
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "agents");
  await admin.getByRole("button", { name: "New agent" }).click();
  const form = admin.getByRole("dialog");
  await form.getByLabel("Username").fill("nora");
  await form.getByLabel("Password").fill("short");
  await form.getByLabel("First name").fill("Nora");
  await form.getByLabel("Email").fill("nora@example.com");
  await form.getByLabel("Maximum simultaneous chats").fill("2");
  browser.expectedFaults.push(/400.*admin-agents/);
  await form.getByRole("button", { name: "Create" }).click();
  await form.getByText("too short").waitFor();
  await form.getByLabel("Password").fill("correct horse 1");
  await form.getByRole("button", { name: "Create" }).click();
  await admin.getByRole("row", { name: /Nora/ }).getByText("0 of 2").waitFor();

  system.passwords.nora = "correct horse 1";
  const nora = await browser.staff("/console/", "nora");
  await nora.getByText("No one is waiting.").waitFor();
  browser.expectedFaults.push(/401|WebSocket/);
  await admin.getByRole("row", { name: /Nora/ }).getByRole("button", { name: "Edit" }).click();
  await form.getByLabel("Can sign in").uncheck();
  await form.getByRole("button", { name: "Save" }).click();
  await nora.getByLabel("Password").waitFor();
  assert.deepEqual(browser.faults, []);
});

test("a customer is made, found, deactivated, and can't sign in any more", async () => {
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "users");
  await admin.getByRole("button", { name: "New customer" }).click();
  const form = admin.getByRole("dialog");
  for (const [label, value] of [
    ["Username", "carla"],
    ["Password", "correct horse 1"],
    ["First name", "Carla"],
    ["Email", "carla@example.com"],
  ])
    await form.getByLabel(label).fill(value);
  await form.getByRole("button", { name: "Create" }).click();
  const row = admin.getByRole("row", { name: /Carla/ });
  await row.waitFor();
  const signIn = () =>
    fetch(`${system.url}/api/token/`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username: "carla", password: "correct horse 1" }),
    });
  assert.equal((await signIn()).status, 200);
  await row.getByRole("button", { name: "Deactivate" }).click();
  await form.getByRole("button", { name: "Deactivate" }).click();
  await row.getByText("Deactivated").waitFor();
  assert.ok([400, 401].includes((await signIn()).status));
  assert.deepEqual(browser.faults, []);
});

test("an admin reads a room, gives it to an agent, and deletes it once it is closed", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "Something for the admin", { name: "Read Along" });
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "rooms");
  const found = admin.waitForResponse(/filtered_chats.*search=Something/);
  await admin.getByLabel("Search").fill("Something for");
  await found;
  await admin.locator(".pages:not([aria-busy])").waitFor();
  await admin.getByRole("link", { name: "Something for the admin" }).click();
  await admin.locator(".bubble", { hasText: "Something for the admin" }).waitFor();
  await admin.getByRole("button", { name: /^Assign/ }).click();
  await admin.getByRole("dialog").getByLabel("Agent").selectOption({ index: 0 });
  await admin
    .getByRole("dialog")
    .getByRole("button", { name: /^Assign/ })
    .click();
  await visitor.locator(".status", { hasText: "Agent" }).waitFor();
  await admin.getByRole("button", { name: "Close", exact: true }).click();
  await admin
    .getByRole("dialog")
    .getByRole("button", { name: /^Close/ })
    .click();
  await visitor.getByText("How was your chat?").waitFor();
  browser.expectedFaults.push(/404/);
  await admin.getByRole("button", { name: /^Delete/ }).click();
  await admin
    .getByRole("dialog")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await admin.getByRole("heading", { name: "Chats" }).waitFor();
  assert.equal(await admin.getByRole("link", { name: "Something for the admin" }).count(), 0);
  assert.deepEqual(browser.faults, []);
});

test("overview, report and audit tell what happened on the desk", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "Count me", { name: "Counted Visitor" });
  const agent = await browser.staff("/console/", "agent");
  await agent.locator("#queue .room", { hasText: "Counted Visitor" }).click();
  await agent.getByRole("button", { name: "Take chat" }).click();
  await say(agent, "You are counted");
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "overview");
  await admin.getByRole("listitem").filter({ hasText: "Alex Agent took the chat “Count me”" }).waitFor();
  await admin
    .getByRole("listitem")
    .filter({ hasText: /^Alex Agent signed in[A-Z]/ })
    .waitFor();
  const tile = (name) => admin.locator("main .card", { hasText: name });
  await tile("Active chats").getByText("1", { exact: true }).waitFor();
  await agent.getByRole("button", { name: "Resolve" }).click();
  await tile("Active chats").getByText("0", { exact: true }).waitFor();
  await go(admin, "report");
  await admin.getByRole("row", { name: /Alex Agent/ }).waitFor();
  await go(admin, "audit");
  await admin
    .getByRole("row", { name: /Alex Agent.*Count me/ })
    .first()
    .waitFor();
  const resolved = admin.getByRole("row", { name: /Chat resolved/ }).filter({ hasText: "Count me" });
  await resolved.locator("del", { hasText: "Active" }).waitFor();
  await resolved.locator("ins", { hasText: "Resolved" }).waitFor();
  await go(admin, "settings");
  await admin.getByRole("row", { name: /VISITOR_CHATS_PER_IP.*1000/ }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("canned responses and webhooks are made and removed, and notifications are marked as read", async () => {
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "canned-responses");
  const form = admin.getByRole("dialog");
  await admin.getByRole("button", { name: /^New/ }).first().click();
  await form.getByLabel("Shortcut").fill("bye");
  await form.getByLabel("Text").fill("Good bye, and come back soon!");
  await form.getByRole("button", { name: "Create" }).click();
  const canned = admin.getByRole("row", { name: /bye/ });
  await canned.getByRole("button", { name: /^(Delete|Remove)/ }).click();
  await form.getByRole("button", { name: /^(Delete|Remove)/ }).click();
  await canned.waitFor({ state: "detached" });

  await go(admin, "webhooks");
  await admin.getByRole("button", { name: /^New/ }).first().click();
  await form.getByLabel("URL").fill("https://example.com/hook");
  await form.getByRole("button", { name: "Create" }).click();
  await admin
    .getByRole("row", { name: /example.com\/hook/ })
    .getByRole("link", { name: /^Deliveries/ })
    .click();
  await admin.getByRole("heading", { name: /Deliveries/ }).waitFor();

  // Of new rooms, agents are notified.
  await system.asAdmin("POST", "/api/admin-agents/", {
    username: "chief",
    email: "chief@example.com",
    password: "correct horse 1",
    first_name: "Chief",
    last_name: "Agent",
  });
  system.passwords.chief = "correct horse 1";
  const chief = await browser.staff("/console/", "chief");
  await beginChat(await browser.visitor(), "Ring the bell", { name: "Bell Ringer" });
  await chief.getByRole("button", { name: "Notifications, 1 unread" }).click();
  await chief.getByRole("button", { name: "Mark all as read" }).click();
  await chief.getByRole("button", { name: "Notifications", exact: true }).waitFor();
  await chief.keyboard.press("Escape");
  await chief.getByRole("switch", { name: "Available" }).click();
  await chief.getByRole("switch", { name: "Away" }).waitFor();
  assert.deepEqual(browser.faults, []);
});

test("an admin reads why a chat was rated so, and who is verified", async () => {
  await visitorOf(system, "Comment Writer", "Rate me");
  const admin = await browser.staff("/admin/", "admin");
  const vouched = { is_verified: true, external_id: "shop-4711" };
  // As the server tells staff.
  await admin.route(/\/api\/chat-rooms\/[0-9a-f-]{36}\/$/, async (route) => {
    const response = await route.fetch();
    const room = await response.json();
    return route.fulfill({
      response,
      json: {
        ...room,
        rating: 2,
        rating_comment: "Took too long. <b>Why?</b>",
        chat_user: { ...room.chat_user, ...vouched },
      },
    });
  });
  await admin.route(/\/api\/users\/(\?.*)?$/, async (route) => {
    const response = await route.fetch();
    const page = await response.json();
    return route.fulfill({
      response,
      json: {
        ...page,
        results: page.results.map((user) => ({ ...user, is_verified: user.full_name.startsWith("Alex") })),
      },
    });
  });
  await go(admin, "rooms");
  await admin.getByRole("link", { name: "Rate me" }).click();
  const details = admin.getByRole("region", { name: "Details" });
  await details.getByText("Took too long. <b>Why?</b>").waitFor();
  await details.getByText("Verified", { exact: true }).waitFor();
  await details.getByText("shop-4711").waitFor();
  await go(admin, "users");
  await admin.getByRole("row", { name: /Alex Agent.*Verified/ }).waitFor();
  assert.equal(await admin.getByRole("row", { name: /Verified/ }).count(), 1);
  assert.deepEqual(browser.faults, []);
});

test("a request that fails leaves a sentence and a button that works", async () => {
  const admin = await browser.staff("/admin/", "admin");
  await go(admin, "agents");
  const row = admin.getByRole("row", { name: /Alex Agent/ });
  await admin.route("**/toggle_availability/", (route) => route.abort(), { times: 1 });
  browser.expectedFaults.push(/ERR_FAILED/);
  await row.getByRole("button", { name: /^Set away/ }).click();
  await admin.locator(".toast").first().waitFor();
  await row.getByRole("button", { name: /^Set away/ }).click();
  await row.getByRole("button", { name: /^Set available/ }).click();
  await row.getByRole("button", { name: /^Set away/ }).waitFor();
  assert.deepEqual(browser.faults, []);
});
