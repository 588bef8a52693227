// Mail to a visitor who has left: what an admin sets for it, and what the links in it do.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { beginChat, openDesk, say, until } from "./browser.js";
import { MailServer } from "./smtp.js";

const server = await MailServer.start();
after(() => server.stop());
const { browser } = await openDesk(["--smtp-url", server.url]);

/** The link in the newest mail once there are so many. */
async function link(number, purpose) {
  const mails = await until(
    async () => server.mails,
    (mails) => mails.length >= number,
  );
  return mails.at(-1).match(new RegExp(`http://\\S+#tribeclub-${purpose}=\\w+`))[0];
}

test("who left goes on with the chat by the link in a mail, in another browser, or ends the mails", async () => {
  const admin = await browser.staff("/admin/", "admin");
  await admin.goto("/admin/#/settings");
  const form = admin.getByRole("form", { name: "Mail" });
  await form.getByLabel("Sender").fill("help@example.com");
  await form.getByLabel("Minutes before an unseen message is emailed").fill("0");
  await form.getByLabel("Minutes between two emails about a chat").fill("0");
  await form.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();

  const visitor = await browser.visitor();
  await beginChat(visitor, "Where is my order?", { name: "Vera Visitor", email: "vera@example.com" });
  await visitor.context().close();
  const agent = await browser.staff("/console/", "agent");
  await agent.locator("#queue .room", { hasText: "Vera Visitor" }).click();
  await agent.getByRole("button", { name: "Take chat" }).click();
  await say(agent, "It arrives tomorrow.");

  const phone = await browser.window({ viewport: { width: 390, height: 800 } });
  await phone.goto(await link(1, "chat"));
  await phone.getByText("It arrives tomorrow.").waitFor();
  assert.equal(new URL(phone.url()).hash, "");
  await say(phone, "Thank you!");
  await agent.getByText("Thank you!").first().waitFor();

  await admin.goto("/admin/#/mail");
  await admin.getByRole("link", { name: "vera@example.com" }).click();
  await admin.getByRole("heading", { name: "New message in your chat" }).waitFor();
  await admin.getByText("It arrives tomorrow.").waitFor();

  const other = await browser.window();
  await other.goto(await link(1, "no-mail"));
  await other.getByText("You won’t get any more emails about this chat.").waitFor();
  browser.expectedFaults.push(/40[04].*(resume|unsubscribe)/);
  const broken = await browser.window();
  await broken.goto("/#tribeclub-chat=0123");
  await broken.getByText("This link has expired.").waitFor();
  assert.deepEqual(browser.faults, []);
});
