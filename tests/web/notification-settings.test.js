// What an agent is told who isn't looking: on which occasions they want mail or a push notification, and where mail leads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, say } from "./browser.js";
import { mailNumber, openMailDesk } from "./mail-desk.js";

const { browser, server } = await openMailDesk();

test("an agent who wants to know gets mail of a chat that waits, and its link opens the chat", async () => {
  const agent = await browser.staff("/console/", "agent");
  await agent.getByRole("button", { name: /^Notifications/ }).click();
  await agent.getByRole("button", { name: "Notification settings" }).click();
  const dialog = agent.getByRole("dialog", { name: "Notification settings" });
  await dialog.getByText("at most one every 5 minutes").waitFor();
  assert.equal(await dialog.getByLabel("The daily report").count(), 0);
  const [byMail, byPush] = ["Email me about", "Push notifications about"].map((name) =>
    dialog.getByRole("group", { name }),
  );
  await byMail.getByLabel("Chats waiting for an agent").check();
  assert.equal(await byPush.getByLabel("Chats waiting for an agent").isChecked(), true);
  await byPush.getByLabel("New messages in my chats").uncheck();
  await dialog.getByLabel("Wait this many minutes first").fill("2000");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByLabel("Wait this many minutes first").fill("0");
  await dialog.getByRole("button", { name: "Save" }).click();
  await agent.getByText("Saved.").waitFor();
  await agent.getByRole("button", { name: /^Notifications/ }).click();
  await agent.getByRole("button", { name: "Notification settings" }).click();
  assert.equal(await byPush.getByLabel("New messages in my chats").isChecked(), false);
  assert.equal(await byPush.getByLabel("Chats assigned to me").isChecked(), true);
  await agent.context().close();

  const visitor = await browser.visitor();
  await beginChat(visitor, "Is anybody there?", { name: "Vera Visitor" });
  const mail = await mailNumber(server, 1);
  // The visitor’s name may come after it.
  assert.match(mail, /Subject: (Vera Visitor|Visitor \d+) is waiting for an agent/);
  const link = new URL(mail.match(/http:\/\/\S+\/console\/#\S+/)[0]);
  const phone = await browser.staff(link.pathname + link.hash, "agent", { viewport: { width: 390, height: 800 } });
  await phone.getByText("Is anybody there?").first().waitFor();
  assert.deepEqual(browser.faults, []);
});

test("who opens a chat of theirs has seen it, also if no message in it is new", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "Who takes this?", { name: "Vito Visitor" });
  const agent = await browser.staff("/console/", "agent");
  await agent.locator("#queue .room", { hasText: "Vito Visitor" }).click();
  await agent.getByRole("button", { name: "Take chat" }).click();
  await say(agent, "I do.");
  await visitor.getByText("I do.").first().waitFor();

  const read = new Promise((resolve) => {
    agent.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        const frame = JSON.parse(String(payload));
        if (frame.action == "read") resolve(frame);
      }),
    );
  });
  await agent.reload();
  await agent.bringToFront();
  assert.equal(new URL(agent.url()).hash, `#${(await read).room_id}`);
  assert.deepEqual(browser.faults, []);
});
