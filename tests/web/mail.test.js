// Mail to a visitor who has left: what an admin sets for it, and what the links in it do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginChat, endChat, say, until } from "./browser.js";
import { open } from "./console-desk.js";
import { mailNumber, openMailDesk } from "./mail-desk.js";
import { sendMail } from "./smtp.js";

const { browser, admin, server, system } = await openMailDesk();

/** The link in the mail of this number. */
async function link(number, purpose) {
  return (await mailNumber(server, number)).match(new RegExp(`http://\\S+#tribeclub-${purpose}=\\w+`))[0];
}

test("who left goes on with the chat by the link in a mail, in another browser, or ends the mails", async () => {
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

test("a visitor has the ended chat emailed to the address that is known, or to one they enter", async () => {
  const agent = await browser.staff("/console/", "agent");
  for (const { name, email } of [
    { name: "Vera Known", email: "vera@example.com" },
    { name: "Theo Unknown", email: "" },
  ]) {
    const visitor = await browser.visitor();
    await beginChat(visitor, "When does it arrive?", { name, email });
    await open(agent, "queue", name);
    await agent.getByRole("button", { name: "Take chat" }).click();
    await say(agent, `Tomorrow, ${name}.`);
    await visitor.getByText(`Tomorrow, ${name}.`).first().waitFor();
    await endChat(visitor);
    const given = email || "theo@example.com";
    if (!email) await visitor.getByLabel("Email").fill(given);
    await visitor.getByRole("button", { name: email ? `Email this chat to ${email}` : "Email me this chat" }).click();
    await visitor.getByText(`This chat is on its way to ${given}.`).waitFor();
    // It stays sent once the chat is rated, and the form is the next one's.
    await visitor.getByText("How was your chat?").waitFor();
    await visitor.getByLabel("5 out of 5 stars").check({ force: true });
    await visitor.getByRole("button", { name: "Submit rating" }).click();
    await visitor.getByText("Thanks for your feedback!").waitFor();
    await visitor.getByText(`This chat is on its way to ${given}.`).waitFor();
    const [mail] = await until(
      async () => server.mails.filter((text) => text.includes(`Tomorrow, ${name}.`) && text.includes(`To: ${given}`)),
      (mails) => mails.length > 0,
    );
    assert.match(mail, /When does it arrive\?/);
    await visitor.context().close();
  }
  assert.deepEqual(browser.faults, []);
});

test("a chat that nobody has answered isn’t emailed", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "Is anybody there?", { name: "Vera Alone" });
  await endChat(visitor);
  await visitor.getByText("How was your chat?").waitFor();
  assert.equal(await visitor.getByRole("button", { name: /^Email / }).count(), 0);
});

test("who answers the mail by mail is read in the console, and the admin sees what became of it", async () => {
  const visitor = await browser.visitor();
  await beginChat(visitor, "Do you have it in red?", { name: "Rita Reply", email: "rita@example.com" });
  await visitor.context().close();
  const agent = await browser.staff("/console/", "agent");
  await agent.locator("#queue .room", { hasText: "Rita Reply" }).click();
  await agent.getByRole("button", { name: "Take chat" }).click();
  const number = server.mails.length + 1;
  await say(agent, "Yes, in three shades.");

  const mail = await mailNumber(server, number);
  const address = mail.match(/^Reply-To: .*?<?([^\s<>]+@reply\.example\.com)/m)[1];
  assert.match(mail, /You can also just reply to this email\./);
  const answer = (from, id, text) =>
    `From: Rita <${from}>\nTo: <${address}>\nSubject: Re: Red\nMessage-ID: <${id}@example.com>\n\n${text}\n\n` +
    `On Monday, Acme <${address}> wrote:\n\n> Yes, in three shades.\n`;
  for (const [from, id, text] of [
    ["rita@example.com", 1, "The darkest, please."],
    ["rita@example.com", 1, "The darkest, please."],
    ["mallory@example.com", 2, "Send it to me."],
  ]) {
    const answers = await sendMail(system.smtpPort, address, answer(from, id, text));
    assert.deepEqual(answers.at(-2), "250 2.0.0 Taken");
  }
  const shown = agent.locator(".messages").getByText("The darkest, please.");
  await shown.waitFor();
  assert.equal(await shown.count(), 1);

  await admin.goto("/admin/#/mail");
  const replies = admin.getByRole("table", { name: "Replies" });
  await replies.getByRole("row", { name: /rita@example\.com.*Added to the chat/ }).waitFor();
  await replies.getByRole("row", { name: /mallory@example\.com.*Sent from another address/ }).waitFor();
  await admin.getByText("Added to the chat: 1, Sent from another address: 1").waitFor();
  assert.deepEqual(browser.faults, []);
});
