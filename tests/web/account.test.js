// The page for accounts: a forgotten password, and another email address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "./browser.js";
import { openMailDesk } from "./mail-desk.js";

const { browser, admin, server } = await openMailDesk();

/** The mail that this is in, once it is there. @param {RegExp} pattern */
async function mailWith(pattern) {
  const mails = await until(
    async () => server.mails.filter((mail) => pattern.test(mail)),
    (found) => found.length > 0,
  );
  return mails[0];
}

/** The link in a mail for this purpose. */
async function link(purpose) {
  const pattern = new RegExp(`http://\\S+/account/#${purpose}=\\w+`);
  return (await mailWith(pattern)).match(pattern)[0];
}

test("an agent on a phone finds their email address, too", async () => {
  const agent = await browser.staff("/console/", "agent", { viewport: { width: 390, height: 800 } });
  await agent.getByRole("button", { name: "your account" }).click();
  await agent.getByRole("button", { name: "Change email address" }).click();
  await agent.getByRole("dialog").getByText("Your email address is agent@example.com.").waitFor();
  await agent.context().close();
  assert.deepEqual(browser.faults, []);
});

test("an agent who forgot the password chooses another by the link in a mail", async () => {
  const page = await browser.window({ viewport: { width: 390, height: 800 } });
  await page.goto("/console/");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email").fill("agent@example.com");
  await page.getByRole("button", { name: "Send link" }).click();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();

  const address = await link("password");
  await page.goto(address);
  await page.getByLabel("New password").fill("password");
  browser.expectedFaults.push(/400.*(password\/reset|email)\/confirm/);
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByText("This password is too common.").waitFor();
  await page.getByLabel("New password").fill("purple monkey 2");
  await page.getByRole("button", { name: "Save password" }).click();
  await page.getByRole("heading", { name: "Your password has been changed" }).waitFor();
  await page.getByRole("link", { name: "Sign in to the console" }).click();
  await page.getByLabel("Username or email").fill("agent@example.com");
  await page.getByLabel("Password").fill("purple monkey 2");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();

  // A link works once, and the page of one that doesn't says what to do.
  const later = await browser.window({ locale: "es-ES" });
  await later.goto(address);
  await later.getByLabel("Contraseña nueva").fill("another monkey 3");
  await later.getByRole("button", { name: "Guardar contraseña" }).click();
  await later.getByRole("heading", { name: "Este enlace ha caducado" }).waitFor();
  await later.getByRole("link", { name: "Pedir uno nuevo" }).click();
  await later.getByRole("heading", { name: "¿Has olvidado tu contraseña?" }).waitFor();

  await admin.goto("/admin/#/mail");
  await admin.getByText("Password reset").first().waitFor();
  await admin.getByText("Password changed").first().waitFor();
  assert.deepEqual(browser.faults, []);
});

test("an admin changes their email address, and confirms it by the link in a mail to it", async () => {
  await admin.getByRole("button", { name: "your account" }).click();
  await admin.getByRole("button", { name: "Change email address" }).click();
  const dialog = admin.getByRole("dialog", { name: "Email address" });
  await dialog.getByText("Your email address is admin@example.com. We’ll email a link").waitFor();
  await dialog.getByLabel("New email address").fill("agent@example.com");
  await dialog.getByLabel("Current password").fill("not mine");
  browser.expectedFaults.push(/400.*\/api\/users\/me\//);
  const submit = dialog.getByRole("button", { name: "Change email address" });
  await submit.click();
  await dialog.getByText("already").waitFor();
  await dialog.getByLabel("New email address").fill("owner@example.com");
  await submit.click();
  await dialog.getByText("Your password was entered incorrectly.").waitFor();
  await dialog.getByLabel("Current password").fill("correct horse 1");
  await submit.click();
  await admin.getByText("Almost done: follow the link we sent to owner@example.com.").waitFor();
  await admin.getByRole("button", { name: "your account" }).click();
  await admin.getByRole("button", { name: "Change email address" }).click();
  await dialog.getByText("To change it to owner@example.com, follow the link").waitFor();

  const page = await browser.window();
  await page.goto(await link("email"));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Your email address is confirmed" }).waitFor();
  assert.match(await mailWith(/Subject: Your email address was changed/), /To: admin@example.com/);
  assert.deepEqual(browser.faults, []);
});
