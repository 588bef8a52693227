// Makes the pictures of README: a desk in the middle of a day's work.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Browser, IN_QUEUE, beginChat, say, until } from "./browser.js";
import { tab } from "./console-desk.js";
import { MailServer } from "./smtp.js";
import { System } from "./system.js";

const FOLDER = fileURLToPath(new URL("../../docs", import.meta.url));
const WAITING = [
  ["Amara Okafor", "My invoice shows the old address."],
  ["Jonas Weber", "Can I change my plan mid-month?"],
  ["Lucía Fernández", "The app hasn’t let me sign in since this morning."],
];

const mailServer = await MailServer.start();
const system = await System.start(["--smtp-url", mailServer.url]);
const browser = await Browser.launch(system);
await mkdir(FOLDER, { recursive: true });
const shoot = (/** @type {import("playwright-core").Page} */ page, /** @type {string} */ name) =>
  page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", caret: "initial" });

for (const [shortcut, content] of [
  ["hours", "We’re here Monday to Friday, 9 am to 5 pm."],
  ["thanks", "Thank you for your patience!"],
]) {
  await system.asAdmin("POST", "/api/canned-responses/", { shortcut, content });
}
for (const [first_name, last_name] of [
  ["Mina", "Park"],
  ["Tom", "Baker"],
]) {
  const username = first_name.toLowerCase();
  await system.asAdmin("POST", "/api/admin-agents/", {
    username,
    email: `${username}@example.com`,
    password: system.passwords.admin,
    first_name,
    last_name,
    department: "Support",
  });
}

// Chats that are over already, for the report.
const agent = await browser.staff("/console/", "agent");
for (const [index, rating] of [5, 4, 5, 3].entries()) {
  const guest = await browser.visitor();
  await beginChat(guest, "A quick question…", { name: `Guest ${index + 1}`, email: "" });
  await tab(agent, "queue").click();
  await agent.locator("#queue .room").first().click();
  await agent.getByRole("button", { name: "Take chat" }).click();
  await say(agent, "Of course!");
  await guest.locator(".other .bubble").first().waitFor();
  await agent.getByRole("button", { name: "Resolve" }).click();
  await guest.getByLabel(`${rating} out of 5 stars`).check({ force: true });
  await guest.getByRole("button", { name: "Submit rating" }).click();
  await guest.getByText("Thanks for your feedback!").waitFor();
  await guest.context().close();
}

const visitor = await browser.visitor({ viewport: { width: 1200, height: 800 } });
await beginChat(visitor, "Hi! I ordered the blue one, but a green one arrived.", {
  name: "Vera Lindqvist",
  email: "vera@example.com",
});
await tab(agent, "queue").click();
await agent.locator("#queue .room").first().click();
await agent.getByRole("button", { name: "Take chat" }).click();
await say(agent, "Oh no, I’m sorry about that! Could you send me your order number?");
await visitor.locator(".bubble", { hasText: "order number" }).waitFor();
await say(visitor, "It’s 10-4711. Here’s the page: https://shop.example.com/orders/10-4711");
await agent.locator(".bubble", { hasText: "10-4711" }).waitFor();
await say(agent, "Thank you, Vera. We’ll ship a blue one today, and you can keep the green one.");
await visitor.locator(".bubble", { hasText: "keep the green" }).waitFor();
await say(visitor, "Wow, that was quick. Thank you!");
await agent.locator(".bubble", { hasText: "that was quick" }).waitFor();
await agent.getByLabel("Tags (comma-separated)").fill("order, exchange");
await agent.getByLabel("Internal note").fill("Replacement sent, no return needed. Mina knows.");
await agent.getByRole("button", { name: "Add note" }).click();
for (const [name, text] of WAITING) {
  const guest = await browser.visitor();
  await beginChat(guest, text, { name, email: "" });
}
await visitor.getByRole("textbox", { name: "Message" }).pressSequentially("One more thing");
await agent.getByText("is typing").waitFor();
await tab(agent, "queue").filter({ hasText: "3" }).waitFor();
await agent.getByRole("textbox", { name: "Message" }).focus();
await shoot(agent, "console");
await say(agent, "Of course – what is it?");
await visitor.locator(".bubble", { hasText: "Of course" }).waitFor();
await shoot(visitor, "widget");

const admin = await browser.staff("/admin/", "admin");
for (const section of ["overview", "report"]) {
  await admin.goto("about:blank");
  await admin.goto(`/admin/#/${section}`);
  await admin.waitForLoadState("networkidle");
  await shoot(admin, `admin-${section}`);
}

await admin.goto("/api/docs/#create_message");
await admin.getByRole("heading", { name: "Create message" }).waitFor();
await admin.waitForLoadState("networkidle");
await shoot(admin, "api-reference");

const phone = await browser.visitor({ viewport: { width: 390, height: 780 }, colorScheme: "dark" });
await beginChat(phone, "Do you deliver to Oslo?", { name: "Nils", email: "" });
await phone.getByText(IN_QUEUE).waitFor();
await shoot(phone, "phone");

// A desk with opening hours and mail, and who left gets the answer.
await system.asAdmin("PATCH", "/api/settings/", {
  profile: { version: 0, name: "Nordlys" },
  hours: {
    version: 0,
    is_always_open: false,
    time_zone: "Europe/Oslo",
    week: Object.fromEntries(
      ["monday", "tuesday", "wednesday", "thursday", "friday"].map((day) => [
        day,
        [
          { from: "09:00", to: "12:00" },
          { from: "13:00", to: "17:00" },
        ],
      ]),
    ),
    holidays: [{ name: "Christmas", from: "2026-12-24", to: "2026-12-26", is_yearly: true }],
  },
  mail: { version: 0, sender: "help@nordlys.example", unseen_minutes: 0, interval_minutes: 0 },
});
await visitor.context().close();
await say(agent, "Just to confirm: your blue one has shipped. It arrives on Thursday.");
const [{ id }] = await until(
  async () => (await system.asAdmin("GET", "/api/mail/")).results,
  (mails) => mails.length > 0 && mails[0].status == "sent",
);
const { html } = await system.asAdmin("GET", `/api/mail/${id}/`);
for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  const mail = await browser.window({ viewport: { width: 390, height: 480 }, colorScheme });
  await mail.setContent(html);
  await shoot(mail, `mail-${colorScheme}`);
}
for (const section of ["settings", "mail"]) {
  await admin.goto("about:blank");
  await admin.goto(`/admin/#/${section}`);
  await admin.waitForLoadState("networkidle");
  if (section == "settings") await admin.getByRole("form", { name: "Opening hours" }).scrollIntoViewIfNeeded();
  await shoot(admin, `admin-${section}`);
}
// Closed today and tomorrow, whatever day it is.
const [from, to] = [0, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
const closed = [{ name: "Stocktaking", from, to, is_yearly: false }];
await system.asAdmin("PATCH", "/api/settings/", { hours: { version: 1, holidays: closed } });
const late = await browser.visitor({ viewport: { width: 390, height: 780 } });
await late.getByRole("button", { name: "Chat with us" }).click();
await late.getByRole("textbox", { name: "Message" }).fill("Do you ship to Iceland?");
await shoot(late, "closed");

await browser.close();
mailServer.stop();
system.stop();
