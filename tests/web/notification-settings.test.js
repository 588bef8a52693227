// Mail to an agent who isn't looking: on which occasions they want it, and where it leads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat } from "./browser.js";
import { mailNumber, openMailDesk } from "./mail-desk.js";

const { browser, server } = await openMailDesk();

test("an agent who wants to know gets mail of a chat that waits, and its link opens the chat", async () => {
  const agent = await browser.staff("/console/", "agent");
  await agent.getByRole("button", { name: /^Notifications/ }).click();
  await agent.getByRole("button", { name: "Email notifications" }).click();
  const dialog = agent.getByRole("dialog", { name: "Email notifications" });
  await dialog.getByText("at most one every 5 minutes").waitFor();
  assert.equal(await dialog.getByLabel("The daily report").count(), 0);
  await dialog.getByLabel("Chats waiting for an agent").check();
  await dialog.getByLabel("Wait this many minutes first").fill("2000");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByLabel("Wait this many minutes first").fill("0");
  await dialog.getByRole("button", { name: "Save" }).click();
  await agent.getByText("Saved.").waitFor();
  await agent.context().close();

  const visitor = await browser.visitor();
  await beginChat(visitor, "Is anybody there?", { name: "Vera Visitor" });
  const mail = await mailNumber(server, 1);
  assert.match(mail, /Subject: Vera Visitor is waiting for an agent/);
  const link = new URL(mail.match(/http:\/\/\S+\/console\/#\S+/)[0]);
  const phone = await browser.staff(link.pathname + link.hash, "agent", { viewport: { width: 390, height: 800 } });
  await phone.getByText("Is anybody there?").first().waitFor();
  assert.deepEqual(browser.faults, []);
});
