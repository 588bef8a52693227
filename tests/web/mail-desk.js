// A desk that sends mail at once, and the server that it sends it by.

import { after } from "node:test";
import { openDesk, until } from "./browser.js";
import { MailServer } from "./smtp.js";

/** Opens it, with an admin at the settings who has named the sender. */
export async function openMailDesk() {
  const server = await MailServer.start();
  after(() => server.stop());
  const receiving = ["--reply-domain", "reply.example.com", "--smtp-port", "0"];
  const { browser, system } = await openDesk(["--smtp-url", server.url, ...receiving]);
  const admin = await browser.staff("/admin/", "admin");
  await admin.goto("/admin/#/settings");
  const form = admin.getByRole("form", { name: "Mail" });
  await form.getByLabel("Sender").fill("help@example.com");
  await form.getByLabel("Minutes before an unseen message is emailed").fill("0");
  await form.getByLabel("Minutes between two emails about a chat").fill("0");
  await form.getByRole("button", { name: "Save" }).click();
  await admin.getByText("Saved.").waitFor();
  return { browser, admin, server, system };
}

/** The newest mail once there are so many. @param {MailServer} server @param {number} number */
export async function mailNumber(server, number) {
  const mails = await until(
    async () => server.mails,
    (mails) => mails.length >= number,
  );
  return mails[number - 1];
}
